import { objectListing } from '../objectRow';

/** The tablespaces of the server by name. */
export const tablespaces = objectListing(
  'tablespaces',
  undefined,
  () => `
    SELECT 'tablespace', s.oid, NULL, s.spcname, NULL, NULL,
           nullif(pg_catalog.pg_tablespace_location(s.oid), ''), NULL,
           pg_catalog.pg_get_userbyid(s.spcowner), pg_catalog.shobj_description(s.oid, 'pg_tablespace')
      FROM pg_catalog.pg_tablespace AS s`,
);
