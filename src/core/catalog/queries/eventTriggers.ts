import { enabledMarks, marksSql, objectListing } from '../objectRow';

/** The event triggers of the database by name. */
export const eventTriggers = objectListing(
  'eventTriggers',
  undefined,
  () => `
    SELECT 'eventTrigger', v.oid, NULL, v.evtname, NULL, NULL,
           'on ' || v.evtevent || coalesce(' (' || pg_catalog.array_to_string(v.evttags, ', ') || ')', '') || ' → '
             || (SELECT p.proname FROM pg_catalog.pg_proc AS p WHERE p.oid = v.evtfoid),
           ${marksSql(...enabledMarks('v.evtenabled'))},
           pg_catalog.pg_get_userbyid(v.evtowner), pg_catalog.obj_description(v.oid, 'pg_event_trigger')
      FROM pg_catalog.pg_event_trigger AS v`,
);
