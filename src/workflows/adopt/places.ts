import type { Deps } from '../../deps.ts';
import type { Channel } from '../../domain/people.ts';
import { mentionGroup } from '../../slack/escape.ts';

/** The intake channel as it is now. Throws while Slack has not told of it. */
export async function intakeChannel(deps: Deps): Promise<Channel> {
  const named = deps.settings.slack.channels.intake;
  const { people } = deps.storage;
  const found = (await people.channelByName(named)) ?? (await people.channel(named));
  if (found === null) throw new Error(`the intake channel ${named} is not known; doctor says what to do`);
  return found;
}

/** The team's user group as a mention; its handle as text while the group is not known. */
export async function teamMention(deps: Deps): Promise<string> {
  const group = await deps.access.teamGroup();
  return mentionGroup(group?.id ?? deps.settings.slack.team);
}
