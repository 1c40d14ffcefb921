/** The rules of the process that are done so far: each is named by at least one test (`test/rules.test.ts`). */
export const RULES = [
  ...['DOOR-1', 'DOOR-2', 'DOOR-3', 'DOOR-4', 'DOOR-5', 'DOOR-6', 'DOOR-7', 'DOOR-8', 'DOOR-9', 'DOOR-10'],
  ...['NEW-3', 'NEW-4', 'NEW-5', 'HAND-2', 'HAND-3', 'HAND-4'],
  ...['INV-1', 'INV-3', 'INV-4', 'INV-5', 'INV-6', 'INV-7', 'INV-8', 'INV-9', 'INV-10', 'INV-11', 'INV-12', 'SLO-12'],
  ...['NEW-8', 'NEW-9', 'REV-5', 'OTHER-1', 'HAND-6'],
  ...['NEW-6', 'REV-1', 'REV-2', 'REV-3', 'REV-4'],
  ...['NEW-1', 'NEW-2', 'NEW-7', 'NEW-10', 'HAND-1', 'HAND-7', 'HAND-9', 'INV-2'],
  ...['DEC-1', 'DEC-2', 'DEC-3', 'DEC-4', 'DEC-5', 'DEC-6', 'DEC-7', 'DEC-8', 'DEC-9', 'DEC-10', 'DEC-11'],
  ...['HAND-5', 'HAND-8'],
  ...['DEC-12', 'DEC-13', 'DEC-14'],
  ...['SLO-1', 'SLO-2', 'SLO-4', 'SLO-6', 'SLO-7', 'SLO-8'],
  ...['SLO-3', 'SLO-5', 'SLO-9', 'SLO-10', 'SLO-11', 'SLO-13'],
  ...['REV-6'],
  ...['LOG-1', 'LOG-2'],
  ...['LOG-3', 'KPI-1', 'KPI-2', 'KPI-3', 'KPI-4', 'KPI-5', 'KPI-6', 'KPI-7'],
] as const;
