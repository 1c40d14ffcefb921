import type { Words } from './fill.ts';

/** A net-new request in a requester's words. */
export const NET_NEW: Words = {
  Title: 'Rotate expiring deploy tokens without doing it by hand',
  'Problem statement': 'Deploy tokens expire at night, and releases stop until somebody makes new ones.',
  'Who is affected': 'Four engineers on rotation, and every team that releases that day.',
  'User requirements': 'See which tokens expire within 14 days.\nRotate one with a click.',
  'Alternatives explored': 'A calendar with reminders: two of ten were missed last quarter.',
  'Business case': 'Three delayed releases a quarter, half a day each.',
  'Product fit': 'Close to token management in GitLab itself.',
  'Customer value': 'Any team that rotates tokens by hand.',
  'Build it or validate it': 'Have it built',
  Urgency: 'Within weeks',
  'Expected criticality': 'Medium',
  'Area of ownership': 'ProdSec Automation',
  Source: 'ProdSec automation request',
  'Requesting team': 'Release Engineering',
  Stakeholders: ['Product counterpart', 'Engineering counterpart'],
  'Related links': 'https://docs.example.com/releases/tokens',
};

/** A tool that is handed over, in the words of the team that owns it. */
export const HANDOVER: Words = {
  'Tool name': 'Report collector',
  'Customer problem': 'Reports arrive in five places, and nobody sees all of them.',
  'Business process': 'Collects reports each hour, removes doubles, and files what is left.',
  'Current capabilities': 'Collects from five places.\nRemoves doubles.',
  Users: 'Two teams, ten people, daily.',
  'Technical understanding': 'A scheduled job of 2,000 lines; one engineer knows it well.',
  Architecture: 'Five inputs, one database, one output. Needs a token for each input.',
  'ADR links': 'None yet: we will write them',
  'ADRs written by': '2099-03-31',
  'Health self-check': ['All code and configuration are in source control', 'Tests run in CI on every change'],
  'Impact if unavailable': 'After a day the weekly release check is done by hand.',
  'Expected criticality': 'Medium',
  'Product fit': 'I do not know',
  'Customer value': 'I do not know',
  'Earlier work items and PoCs': 'None that we know of',
  'Transferring team': 'Security Platforms',
  Stakeholders: 'There are no other stakeholders',
  'Area of ownership': 'Maintainers of existing ProdSec tooling',
  Source: 'ProdSec automation request',
};
