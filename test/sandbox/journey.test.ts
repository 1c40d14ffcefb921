import type { App } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screen } from '../../src/sandbox/screen.ts';
import { type Bench, sampleView, startBench } from './bare-app.ts';

const seenEvents: { type: string; id: string }[] = [];

function register(app: App): void {
  app.command('/prodseceng', async ({ ack, body, client, command }) => {
    if (command.text === 'help') return ack({ response_type: 'ephemeral', text: 'This is the help.' });
    if (command.text === 'late') return void (await new Promise((resolve) => setTimeout(resolve, 3_300)));
    await ack();
    if (command.text === 'modal') await client.views.open({ trigger_id: body.trigger_id, view: sampleView() });
  });
  app.view('sample', async ({ ack, view, client, body }) => {
    const title = view.state.values['b:title']?.title?.value ?? '';
    if (title === 'bad') return ack({ response_action: 'errors', errors: { 'b:title': 'Not this one.' } });
    await ack();
    const size = view.state.values['b:size']?.size?.selected_option?.value ?? 'none';
    await client.chat.postMessage({
      channel: 'C0INTAKE1',
      text: `${title} (${size})`,
      blocks: [
        { type: 'section', text: { type: 'plain_text', text: `${title} (${size})` } },
        {
          type: 'actions',
          block_id: 'card',
          elements: [{ type: 'button', action_id: 'claim', value: title, text: { type: 'plain_text', text: 'Claim' } }],
        },
      ],
      metadata: { event_type: 'prodseceng', event_payload: { key: title } },
    });
    await client.chat.postMessage({ channel: body.user.id, text: `Filed: ${title}` });
  });
  app.action('claim', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.message || !body.channel) return;
    await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: `Claimed by ${body.user.id}` });
    await respond({ response_type: 'ephemeral', replace_original: false, text: 'It is yours.' });
  });
  app.event('app_home_opened', async ({ event, client, body }) => {
    seenEvents.push({ type: event.type, id: (body as { event_id: string }).event_id });
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `Home of <@${event.user}>` } }] },
    });
  });
  app.event('member_left_channel', async ({ event, body }) => {
    seenEvents.push({ type: event.type, id: (body as { event_id: string }).event_id });
  });
  app.shortcut('message_to_request', async ({ ack, shortcut, client }) => {
    await ack();
    if (shortcut.type !== 'message_action') return;
    const view = sampleView({ callback_id: 'carried', private_metadata: shortcut.message.text ?? '' });
    await client.views.open({ trigger_id: shortcut.trigger_id, view });
  });
}

describe.each(['http', 'socket'] as const)('the local Slack in %s mode', (mode) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench(register, { mode });
  });
  afterAll(() => bench.stop());

  it('takes a person from the command over the modal to a card, a direct message and a changed card', async () => {
    const { standIns } = bench;
    const requester = standIns.person('requester');
    const { modal } = await requester.command('modal');
    expect(screen(modal)).toContain('Title *:');
    await requester.fill({ Title: 'Log watcher', Size: 'LARGE' });
    expect(await requester.submit()).toMatchObject({ ok: true, errors: {}, modal: null });

    const engineer = standIns.person('engineer');
    await expect.poll(() => engineer.messages('C0INTAKE1')).toHaveLength(1);
    const [card] = await engineer.messages('security-capabilities-engineering');
    expect(card).toMatchObject({ text: 'Log watcher (large)', metadata: { event_payload: { key: 'Log watcher' } } });
    await expect.poll(() => requester.dms()).toMatchObject([{ text: 'Filed: Log watcher' }]);

    await engineer.click({ channel: 'C0INTAKE1', textContains: 'Log watcher' }, 'Claim');
    await expect
      .poll(async () => (await engineer.messages('C0INTAKE1')).map(({ text, ephemeral }) => [text, ephemeral]))
      .toEqual([
        ['Claimed by U0ENGINE1', false],
        ['It is yours.', true],
      ]);
    expect(await requester.messages('C0INTAKE1')).toHaveLength(1);
    expect(standIns.problems()).toEqual([]);
  });

  it('shows an answer to the command to the person alone', async () => {
    const result = await bench.standIns.person('requester').command('help');
    expect(result).toMatchObject({ ok: true, modal: null, text: 'This is the help.' });
    const others = await bench.standIns.person('colleague').messages('general');
    expect(others.filter(({ ephemeral }) => ephemeral)).toEqual([]);
  });

  it('shows errors under fields: its own first, then those of the app', async () => {
    const person = bench.standIns.person('product');
    await person.command('modal');
    expect((await person.submit()).errors).toEqual({ 'b:title': 'Please complete this required field.' });
    await person.fill({ title: 'x'.repeat(21) });
    expect((await person.submit()).errors).toEqual({ 'b:title': 'Use at most 20 characters.' });
    await person.fill({ title: 'bad' });
    expect((await person.submit()).errors).toEqual({ 'b:title': 'Not this one.' });
    await person.closeModal();
    expect(await person.modal()).toBeNull();
  });

  it('tells the person when a command is not acknowledged in 3 s, and notes it as a problem', async () => {
    const answer = await bench.standIns.person('engineering').command('late');
    expect(answer).toMatchObject({ ok: false, error: 'operation_timeout' });
    expect(answer.text).toContain('failed with the error "operation_timeout"');
    expect(bench.standIns.problems().join()).toContain('/prodseceng was not acknowledged within 3 s');
  });

  it('carries the text of a message into a shortcut', async () => {
    const requester = bench.standIns.person('requester');
    const { ts } = await requester.say('general', 'Could <you> look at this & that? @here');
    await requester.messageShortcut('message_to_request', { channel: 'general', ts });
    const modal = (await requester.modal()) as { private_metadata?: string } | null;
    expect(modal?.private_metadata).toBe('Could &lt;you&gt; look at this &amp; that? <!here>');
    await requester.closeModal();
  });

  it('tells the app that Home was opened, and shows what it draws', async () => {
    const view = await bench.standIns.person('manager').home();
    expect(screen(view)).toBe('Home of <@U0MANAGER>');
  });

  it('sends an event again when asked to, with the same id', async () => {
    const { standIns } = bench;
    await standIns.person('manager').home();
    await standIns.idle();
    const before = seenEvents.length;
    const id = standIns.lastEventId('app_home_opened');
    expect(await standIns.redeliver(id)).toMatchObject({ ok: true });
    await expect.poll(() => seenEvents.length).toBe(before + 1);
    expect(seenEvents.at(-1)?.id).toBe(id);
  });

  it('sends events of the directory to which the manifest subscribes', async () => {
    const { standIns } = bench;
    standIns.directory.leaveChannel('C0GENERAL', 'U0GUEST01');
    await standIns.idle();
    expect(seenEvents.at(-1)?.type).toBe('member_left_channel');
  });
});

describe('Socket Mode', () => {
  it('lets the app connect anew when asked to', async () => {
    const bench = await startBench(register, { mode: 'socket' });
    bench.standIns.slack.socket?.refresh();
    await expect.poll(() => bench.standIns.slack.socket?.connections()).toBe(0);
    await expect.poll(() => bench.standIns.slack.socket?.connections(), { timeout: 15_000 }).toBe(1);
    expect((await bench.standIns.person('requester').command('help')).text).toBe('This is the help.');
    await bench.stop();
  });
});
