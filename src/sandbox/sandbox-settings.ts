import { stringify } from 'yaml';

/** Team settings as in `prodseceng.yml`, as many of them as a test wants to give. */
export type PartialSettings = { [key: string]: unknown };

/** Who is who in the made-up workspace. */
const SANDBOX: PartialSettings = {
  people: {
    manager: ['manager@example.com'],
    leadership: ['@prodsec-leadership'],
    product: ['product@example.com'],
    engineering: ['engineering@example.com'],
  },
};

/** The text of a settings file for the sandbox, with the given settings laid over its own. */
export function sandboxSettingsText(over: PartialSettings = {}): string {
  return stringify(merged(SANDBOX, over));
}

function merged(under: PartialSettings, over: PartialSettings): PartialSettings {
  const result: PartialSettings = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isGroup(value) && isGroup(below) ? merged(below, value) : value;
  }
  return result;
}

function isGroup(value: unknown): value is PartialSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
