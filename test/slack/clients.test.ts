import { expect, it, onTestFinished } from 'vitest';
import { modal, section } from '../../src/slack/blocks.ts';
import { createClients } from '../../src/slack/clients.ts';
import { BOT_TOKEN, startSlackPeer, testLog } from './peers.ts';

it('sends a view that a person waits for as the library would send it', async () => {
  const peer = await startSlackPeer();
  onTestFinished(() => peer.close());
  for (const method of ['views.open', 'views.update']) peer.on(method, { ok: true });
  const clients = createClients({ botToken: BOT_TOKEN, apiUrl: peer.apiUrl, log: testLog().log });
  const view = modal({ title: 'Ünder & over', callbackId: 'x', blocks: [section('a=b&c "d"')] });
  for (const { views } of [clients.background, clients.waiting]) {
    await views.open({ trigger_id: 'T1', view });
    await views.update({ view_id: 'V1', hash: 'H1', view });
  }
  const [byLibrary, opened] = peer.called('views.open');
  const [, updated] = peer.called('views.update');
  expect(opened).toEqual(byLibrary);
  expect(JSON.parse(opened?.view ?? '')).toEqual(view);
  expect(updated).toMatchObject({ view_id: 'V1', hash: 'H1', view: JSON.stringify(view) });
});
