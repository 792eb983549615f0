#!/bin/sh
# In containers the two roles come over a network, so each has a password (compose.yaml).
set -eu
psql -q -v ON_ERROR_STOP=1 -U postgres -v owner="$PASSWORD_OF_OWNER" -v ksm="$PASSWORD_OF_KSM" <<'END'
ALTER ROLE ksm_owner PASSWORD :'owner';
ALTER ROLE ksm PASSWORD :'ksm';
END
