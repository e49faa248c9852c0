import { objectListing } from '../objectRow';

/** The publications of the database by name. */
export const publications = objectListing(
  'publications',
  undefined,
  () => `
    SELECT 'publication', b.oid, NULL, b.pubname, NULL, NULL,
           CASE WHEN b.puballtables THEN 'all tables, ' ELSE '' END || pg_catalog.concat_ws(', ',
             CASE WHEN b.pubinsert THEN 'insert' END, CASE WHEN b.pubupdate THEN 'update' END,
             CASE WHEN b.pubdelete THEN 'delete' END, CASE WHEN b.pubtruncate THEN 'truncate' END),
           NULL, pg_catalog.pg_get_userbyid(b.pubowner), pg_catalog.obj_description(b.oid, 'pg_publication')
      FROM pg_catalog.pg_publication AS b`,
);
