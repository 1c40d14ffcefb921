import { defaultSettings } from '../../src/config/settings.ts';
import type { Roles } from '../../src/domain/people.ts';
import type { NewTool, Tool } from '../../src/domain/tool.ts';
import type { ToolAct, ToolLook } from '../../src/domain/tool-act.ts';
import { ENGINEER, NOW } from './people-fixtures.ts';

export const NEW_TOOL: NewTool = {
  name: 'VulnMapper',
  purpose: 'Maps vulnerabilities to the teams that own them',
  owningTeam: 'Product Security Engineering',
  owningTeamBefore: null,
  project: 'security/vulnmapper',
  users: 'Vulnerability Management',
  state: 'operational',
  criticality: 'high',
  category: 'maintain',
  categoryReason: 'It works',
  health: {},
  healthLevel: null,
  support: 'standard',
  interim: null,
  scores: {},
  valuePropositions: [],
  designDecisions: '',
  ownerId: 'U0ENGINE1',
  links: {},
  requestId: null,
  operationalAt: null,
};

/** T-1, operational, with unknown health; changed as told. */
export const tool = (more: Partial<Tool> = {}): Tool => ({
  ...NEW_TOOL,
  ...{ id: 1, priority: 3.2, placed: null, placedReason: null, createdAt: NOW, updatedAt: NOW },
  ...more,
});

export const acting = (roles: Roles = ENGINEER): ToolAct => ({
  ...{ roles, now: NOW, key: 'key', today: '2026-03-02' },
  weights: defaultSettings().priorities.weights,
});

export const NOTHING: ToolLook = { named: () => null, planned: () => false, closedWork: () => [], told: () => [] };
