-- Once per server: who owns the tables, and who works with them.
CREATE ROLE ksm_owner LOGIN;
CREATE ROLE ksm LOGIN;
