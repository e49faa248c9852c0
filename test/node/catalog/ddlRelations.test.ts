import { partCases, viewCases } from '../../support/ddlPartCases';
import { testRoundTrips } from '../../support/ddlRoundTrip';
import { tableCases } from '../../support/ddlTableCases';

describe('DDL of relations and their parts makes an equal catalog:', () => {
  testRoundTrips([...tableCases, ...partCases, ...viewCases]);
});
