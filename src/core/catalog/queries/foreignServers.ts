import { objectListing } from '../objectRow';

/** The foreign servers and the foreign data wrappers of the database by name. */
export const foreignServers = objectListing(
  'foreignServers',
  undefined,
  () => `
    SELECT 'foreignServer', f.oid, NULL::name, f.srvname, NULL::name, NULL::text,
           'by ' || (SELECT w.fdwname FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE w.oid = f.srvfdw),
           NULL::text, pg_catalog.pg_get_userbyid(f.srvowner), pg_catalog.obj_description(f.oid, 'pg_foreign_server')
      FROM pg_catalog.pg_foreign_server AS f
     UNION ALL
    SELECT 'foreignDataWrapper', w.oid, NULL, w.fdwname, NULL, NULL, NULL,
           NULL, pg_catalog.pg_get_userbyid(w.fdwowner), pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper')
      FROM pg_catalog.pg_foreign_data_wrapper AS w`,
);
