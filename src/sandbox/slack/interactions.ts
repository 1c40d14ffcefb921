import { APP_ID, type SandboxChannel, type SandboxPerson, TEAM } from '../world.ts';
import type { Delivery, Dispatcher } from './dispatch.ts';
import { answerCommand } from './response-message.ts';
import { messageJson } from './shapes.ts';
import { type Json, Refusal, type Slack } from './types.ts';

/** Why something that a person did came to nothing; the text is for the page. */
export class Refused extends Error {}

export type Acting = { slack: Slack; dispatcher: Dispatcher };

const SLACKBOT = 'USLACKBOT';

/** Runs a slash command in a channel, and shows what the app answered. */
export async function runCommand(
  acting: Acting,
  person: SandboxPerson,
  channel: SandboxChannel,
  text: string,
): Promise<void> {
  const { slack } = acting;
  const [command = '', ...rest] = text.trim().split(/\s+/);
  if (!slack.manifest.commands.some((known) => known.command === command))
    throw new Refused(`${command} is not a valid command.`);
  const target = { userId: person.id, channel: channel.id, messageTs: null };
  const payload: Json = {
    token: 'sandbox',
    team_id: person.teamId,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: payloadName(channel),
    user_id: person.id,
    user_name: person.handle,
    command,
    text: text.trim().slice(command.length).trim() || rest.join(' '),
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: slack.responseUrls.issue(target),
    trigger_id: slack.triggers.issue(person.id),
  };
  const body = await deliver(acting, { kind: 'slash_commands', payload }, command, target);
  if (body === null) return;
  const answer = typeof body === 'string' ? { text: body } : body;
  guarded(() => answerCommand(slack, target, answer, `the answer to ${command}`));
}

/** Runs a global shortcut, or a message shortcut when a message is named. */
export async function runShortcut(
  acting: Acting,
  person: SandboxPerson,
  callbackId: string,
  on?: { channel: SandboxChannel; ts: string },
): Promise<void> {
  const { slack } = acting;
  const wanted = on ? 'message' : 'global';
  const shortcut = slack.manifest.shortcuts.find((known) => known.callbackId === callbackId && known.type === wanted);
  if (!shortcut) throw new Refused(`there is no ${wanted} shortcut ${callbackId}`);
  const base = { ...who(person), callback_id: callbackId, trigger_id: slack.triggers.issue(person.id) };
  const payload = on ? { ...base, ...messageAction(slack, person, on) } : { ...base, type: 'shortcut' };
  await deliver(acting, { kind: 'interactive', payload }, shortcut.name);
}

function messageAction(slack: Slack, person: SandboxPerson, on: { channel: SandboxChannel; ts: string }): Json {
  const message = slack.messages.find(on.channel.id, on.ts);
  if (!message || message.visibleTo) throw new Refused('there is no such message');
  return {
    type: 'message_action',
    message_ts: message.ts,
    channel: { id: on.channel.id, name: payloadName(on.channel) },
    message: messageJson(message, slack, { metadata: true }),
    response_url: slack.responseUrls.issue({
      userId: person.id,
      channel: on.channel.id,
      messageTs: message.ts,
      ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    }),
  };
}

/** The parts of an interaction's payload that say who did it. */
export function who(person: SandboxPerson): Json {
  return {
    token: 'sandbox',
    action_ts: `${Math.floor(performance.timeOrigin + performance.now()) / 1000}`,
    team: { id: TEAM.id, domain: TEAM.domain },
    user: { id: person.id, username: person.handle, name: person.handle, team_id: person.teamId },
    api_app_id: APP_ID,
    is_enterprise_install: false,
    enterprise: null,
  };
}

/** Slack does not tell the names of private conversations. */
export function payloadName(channel: SandboxChannel): string {
  if (channel.kind === 'im') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

/**
 * Sends to the app and gives back what it acknowledged with. Where the app did not, the person is told as Slack tells
 * them, and a late acknowledgement is a problem of the app.
 */
export async function deliver(
  { slack, dispatcher }: Acting,
  delivery: Delivery,
  what: string,
  show?: { userId: string; channel: string },
): Promise<Json | string | null> {
  const ack = await dispatcher.deliver(delivery);
  if (ack.ok) return ack.body;
  if (ack.reason === 'operation_timeout') slack.problem(`${what} was not acknowledged within 3 s`);
  const text = `${what} failed with the error "${ack.reason}"`;
  if (show) tellAlone(slack, show, text);
  throw new Refused(ack.reason);
}

function tellAlone(slack: Slack, { userId, channel }: { userId: string; channel: string }, text: string): void {
  slack.messages.add({ channel, ts: slack.messages.nextTs(), user: SLACKBOT, text, visibleTo: userId });
  slack.changed(userId);
}

/** Runs what the app's answer asks for; what Slack refuses in it comes to nothing for the person. */
export function guarded(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refused(error.error);
  }
}
