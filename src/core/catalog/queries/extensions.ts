import { objectListing } from '../objectRow';

/** The extensions of the database by name. */
export const extensions = objectListing(
  'extensions',
  undefined,
  () => `
    SELECT 'extension', e.oid, NULL, e.extname, NULL, NULL,
           e.extversion || ' in ' || (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = e.extnamespace),
           NULL, pg_catalog.pg_get_userbyid(e.extowner), pg_catalog.obj_description(e.oid, 'pg_extension')
      FROM pg_catalog.pg_extension AS e`,
);
