import { objectCases } from '../../support/ddlObjectCases';
import { testRoundTrips } from '../../support/ddlRoundTrip';

describe('DDL of objects that are no relations makes an equal catalog:', () => {
  testRoundTrips(objectCases);
});
