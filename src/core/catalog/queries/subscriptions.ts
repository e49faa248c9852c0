import { marksSql, objectListing } from '../objectRow';

/**
 * The subscriptions of the database by name. Before PostgreSQL 14 only a superuser may read their oids: the server
 * answers "permission denied" (42501) to everybody else.
 */
export const subscriptions = objectListing(
  'subscriptions',
  undefined,
  () => `
    SELECT 'subscription', u.oid, NULL, u.subname, NULL, NULL,
           'to ' || pg_catalog.array_to_string(u.subpublications, ', '),
           ${marksSql(['NOT u.subenabled', 'disabled'])},
           pg_catalog.pg_get_userbyid(u.subowner), pg_catalog.obj_description(u.oid, 'pg_subscription')
      FROM pg_catalog.pg_subscription AS u
     WHERE u.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())`,
);
