import type { Workflow } from '../../deps.ts';

export const requestsWorkflow: Workflow = { name: 'requests' };
