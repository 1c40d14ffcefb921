import { placeLines } from './blocks.ts';

/** A quick action's name as typed, in lower case, and what follows it, if anything does. */
export type QuickAction = { name: string; argument: string };

const NAMES = [
  'add_child add_contacts add_email approve assign assign_reviewer award blocked_by blocks board_move cc child_of clear_health_status',
  'clear_weight clone close confidential convert_to_ticket copy_metadata create_merge_request done draft due duplicate epic',
  'estimate estimate_time health_status invite_email iteration label labels link lock merge milestone move page parent promote',
  'promote_to promote_to_incident publish react ready reassign reassign_reviewer rebase relabel relate remove_child',
  'remove_contacts remove_due_date remove_email remove_epic remove_estimate remove_iteration remove_milestone',
  'remove_parent remove_parent_epic remove_time_estimate remove_time_spent remove_zoom reopen request_changes request_review',
  'restore_estimate run_pipeline set_parent severity ship shrug spend spend_time spent status submit_review subscribe',
  'tableflip tag target_branch title todo timeline type unapprove unassign unassign_reviewer unlabel unlink unlock',
  'unrelate unsubscribe weight zoom',
]
  .join(' ')
  .split(' ');

const COMMAND = new RegExp(`^/(?<name>${NAMES.join('|')})(?:\\s+(?<argument>.*))?$`, 'iu');

/**
 * Which quick actions GitLab carries out in a description or note, and what is left of the text. Agrees with the
 * verdicts of a real GitLab in test/fixtures/quick-action-verdicts.json; where those are silent it rather finds one
 * too many than one too few.
 */
export function extractQuickActions(text: string): { actions: QuickAction[]; rest: string } {
  const actions: QuickAction[] = [];
  const kept = placeLines(text).filter(({ line, place }) => {
    const found = place === 'paragraph' ? COMMAND.exec(line.trimEnd())?.groups : undefined;
    if (found) actions.push({ name: (found.name ?? '').toLowerCase(), argument: (found.argument ?? '').trim() });
    return !found;
  });
  if (actions.length === 0) return { actions, rest: text };
  return {
    actions,
    rest: kept
      .map(({ line }) => line)
      .join('\n')
      .trim(),
  };
}

/** The names mentioned as `@name` in text, outside of code, in lower case and without the sign. */
export function mentionsIn(text: string): { name: string; isFirst: boolean }[] {
  const prose = placeLines(text)
    .filter(({ place }) => place === 'paragraph' || place === 'inside' || place === 'other')
    .map(({ line }) => line.replace(/`+[^`]*`+/gu, ' '))
    .join('\n');
  const found = prose.matchAll(/(?<![\w\\/@.])@(?<name>\w[\w.-]*(?:\/\w[\w.-]*)*)/gu);
  return [...found].map((match) => ({
    name: (match.groups?.name ?? '').replace(/[.-]+$/u, '').toLowerCase(),
    isFirst: prose.slice(0, match.index).trim() === '',
  }));
}
