/** The rules of the process that are done so far: each is named by at least one test (`test/rules.test.ts`). */
export const RULES = [
  ...['DOOR-1', 'DOOR-2', 'DOOR-3', 'DOOR-4', 'DOOR-5', 'DOOR-6', 'DOOR-7', 'DOOR-8', 'DOOR-9', 'DOOR-10'],
  ...['NEW-1', 'NEW-2', 'HAND-1', 'INV-2'],
  ...['NEW-3', 'NEW-4', 'NEW-5', 'HAND-2', 'HAND-3', 'HAND-4'],
  ...['INV-1', 'INV-3', 'INV-5', 'INV-6', 'INV-8', 'INV-9', 'INV-11', 'INV-12', 'SLO-12'],
  ...['NEW-8', 'NEW-9', 'REV-5'],
] as const;
