-- An empty database in which `ksm` may read and write rows, and only `ksm_owner` makes, changes and drops tables.
CREATE DATABASE ksm OWNER ksm_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
REVOKE ALL ON DATABASE ksm FROM PUBLIC;
GRANT CONNECT ON DATABASE ksm TO ksm;
\connect ksm
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO ksm_owner;
GRANT USAGE ON SCHEMA public TO ksm;
ALTER DEFAULT PRIVILEGES FOR ROLE ksm_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ksm;
ALTER DEFAULT PRIVILEGES FOR ROLE ksm_owner IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO ksm;
