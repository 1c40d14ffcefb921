import type { Delivery, Deps, Workflow } from '../../deps.ts';
import { committed } from '../../domain/outage-report.ts';
import { oweOutageCard } from '../../domain/owed.ts';
import { no, yes } from '../../domain/verdict.ts';
import type { Call, Command } from '../../slack/command.ts';
import { outageCard } from './card.ts';
import { followIssue } from './gitlab-side.ts';
import { listenToOutages } from './listeners.ts';
import { outagesOfTool } from './page.ts';
import { reportModal, toolTyped } from './report.ts';
import { clockTime } from './words.ts';
import { outageIssue, outageUpdate } from './work-item.ts';

/** Outages: reported in Slack or found in GitLab, their clocks, and what the team does with them (SLO-2, SLO-3, SLO-7…9). */
export const outageWorkflow: Workflow = {
  name: 'outage',
  commands: (deps) => [outageCommand(deps)],
  listen: listenToOutages,
  deliveries: {
    'outage-card': outageCard,
    'outage-issue': outageIssue,
    'outage-update': outageUpdate,
    'tool-committed': toolCommitted(),
  },
  issue: followIssue,
  tool: outagesOfTool,
};

function outageCommand(deps: Deps): Command {
  return {
    ...{ word: 'outage', usage: '[TOOL]', run: (call) => startOutage(deps, call) },
    help: 'Report that a tool does not work: when response and recovery are due is said at once.',
  };
}

async function startOutage(deps: Deps, { rest, open }: Call): Promise<void> {
  // A name that is not known is taken over into the form, where it can be corrected.
  const found = rest === '' ? null : await toolTyped(deps, rest);
  const known = found !== null && deps.settings.inventory.visibleTo === 'members' ? found : null;
  await open(reportModal(known === null ? { tool: null, typed: rest } : { tool: known }));
}

const AT_ONCE = 200;

/** What is promised for a tool has changed: its open outages are worked out anew from their events (INV-9, SLO-6). */
function toolCommitted(): Delivery {
  return {
    to: 'team',
    async carryOut(deps, { payload }) {
      const tool = await deps.storage.tools.tool(Number(payload.toolId));
      if (tool === null) return;
      for (const { outage } of await deps.storage.outages.openOutagesOfTool(tool.id, AT_ONCE)) {
        const entry = committed(tool, deps.settings.commitments, tool.updatedAt);
        await deps.storage.outages.changeOutage(
          outage.id,
          ({ entries }) =>
            entries.some(({ key }) => key === entry.key)
              ? no('It is known already.')
              : yes({
                  ...{ actor: 'app', action: 'worked out the clocks anew', events: [entry] },
                  ...{ detail: { because: 'the commitment of the tool changed' }, answer: '' },
                  owed: [oweOutageCard(outage.id)],
                }),
          clockTime(deps),
        );
      }
    },
  };
}
