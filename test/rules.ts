/** The rules of the process that are done so far: each is named by at least one test (`test/rules.test.ts`). */
export const RULES = [
  ...['DOOR-1', 'DOOR-2', 'DOOR-3', 'DOOR-4', 'DOOR-5', 'DOOR-6', 'DOOR-7', 'DOOR-8', 'DOOR-9', 'DOOR-10'],
  ...['NEW-1', 'NEW-2', 'HAND-1', 'INV-2'],
  ...['NEW-8', 'NEW-9', 'REV-5'],
] as const;
