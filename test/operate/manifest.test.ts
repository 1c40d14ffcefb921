import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderManifest, scopesOf } from '../../src/operate/manifest.ts';
import { PEOPLE_EVENTS } from '../../src/slack/people-events.ts';

const YAML = readFileSync(join(import.meta.dirname, '../../manifest.yml'), 'utf8');
const manifest = parse(YAML);

/** Which scope lets Slack send an event; several: any one of them. */
const EVENT_SCOPES: [RegExp, string[]][] = [
  [/^app_home_opened$/, []],
  [/^(user_change|team_join)$/, ['users:read']],
  [/^subteam_/, ['usergroups:read']],
  [/^channel_/, ['channels:read']],
  [/^group_/, ['groups:read']],
  [/^member_/, ['channels:read', 'groups:read']],
];

describe('manifest.yml', () => {
  test("keeps to Slack's limits", () => {
    const { display_information: shown, features } = manifest;
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description.length).toBeLessThanOrEqual(140);
    expect(shown.long_description.length).toBeGreaterThanOrEqual(175);
    expect(shown.long_description.length).toBeLessThanOrEqual(4000);
    expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/);
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
    for (const shortcut of features.shortcuts) {
      expect(shortcut.name.length).toBeLessThanOrEqual(24);
      expect(shortcut.description.length).toBeLessThanOrEqual(150);
    }
    for (const command of features.slash_commands) {
      expect(command.description.length).toBeLessThanOrEqual(2000);
      expect(command.usage_hint.length).toBeLessThanOrEqual(1000);
    }
  });

  test('offers the command, the shortcuts, Home and messages', () => {
    const { features } = manifest;
    expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(['/prodseceng']);
    expect(features.shortcuts.map((one: Record<string, string>) => `${one.type} ${one.callback_id}`)).toEqual([
      'global intake_open',
      'message message_to_request',
      'message message_to_outage',
      'message record_in_work_item',
    ]);
    expect(features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
  });

  test('subscribes to exactly the events that the app listens to, each with a scope for it', () => {
    const events: string[] = manifest.settings.event_subscriptions.bot_events;
    expect([...events].sort()).toEqual(['app_home_opened', ...Object.keys(PEOPLE_EVENTS)].sort());
    for (const event of events) {
      const needed = EVENT_SCOPES.find(([pattern]) => pattern.test(event))?.[1];
      expect(needed, event).toBeDefined();
      for (const scope of needed ?? []) expect(scopesOf(YAML)).toContain(scope);
    }
  });

  test('is for Socket Mode, and names no scope twice and none of an app-level token', () => {
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(new Set(scopesOf(YAML)).size).toBe(scopesOf(YAML).length);
    expect(scopesOf(YAML)).not.toContain('connections:write');
    expect(YAML).not.toContain('PSE ');
  });
});

describe('the manifest command', () => {
  test('prints manifest.yml as it is', () => {
    expect(renderManifest(YAML)).toEqual({ ok: true, text: YAML });
  });

  test.each([
    ['https://prodseceng.example.com', 'https://prodseceng.example.com/slack/events'],
    ['https://prodseceng.example.com/', 'https://prodseceng.example.com/slack/events'],
    ['https://example.com/apps/prodseceng', 'https://example.com/apps/prodseceng/slack/events'],
    ['https://example.com/slack/events', 'https://example.com/slack/events'],
  ])('with --url %s puts request addresses everywhere, and turns Socket Mode off', (url, address) => {
    const made = renderManifest(YAML, { url });
    const read = parse(made.ok ? made.text : '');
    expect(read.features.slash_commands[0].url).toBe(address);
    expect(read.settings.event_subscriptions.request_url).toBe(address);
    expect(read.settings.interactivity.request_url).toBe(address);
    expect(read.settings.socket_mode_enabled).toBe(false);
    expect(read.oauth_config).toEqual(manifest.oauth_config);
    expect(read.features.shortcuts).toEqual(manifest.features.shortcuts);
  });

  test.each([
    '',
    'prodseceng.example.com',
    'http://example.com',
    'https://a:b@example.com',
    'https://example.com/?x=1',
  ])('refuses --url %j with an example', (url) => {
    expect(renderManifest(YAML, { url })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('Example: --url'),
    });
  });
});
