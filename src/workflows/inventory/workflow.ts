import type { Workflow } from '../../deps.ts';
import { toolCommands } from './commands.ts';
import { listenToInventory } from './listeners.ts';
import { peopleDeliveries } from './people-messages.ts';

/** The tools that ProdSecEng owns: what is promised of each and why, how it is, and every change of it. */
export const inventoryWorkflow: Workflow = {
  name: 'inventory',
  commands: toolCommands,
  listen: listenToInventory,
  deliveries: peopleDeliveries,
};
