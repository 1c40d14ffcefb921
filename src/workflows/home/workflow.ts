import type { Workflow } from '../../deps.ts';

export const homeWorkflow: Workflow = { name: 'home' };
