import { expect, test } from 'vitest';
import { createMetrics } from '../../src/operate/metrics.ts';

test('deliveries, retries, job runs, clocks by state and acknowledgements are counted', async () => {
  const metrics = createMetrics();
  metrics.delivered('work-item', 'delivered');
  metrics.delivered('work-item', 'delivered');
  metrics.retried('card');
  metrics.jobRan('poll', 'done');
  metrics.acknowledged('command', 0.004);
  let running = 2;
  metrics.watchClocks(() => ({ running, breached: 1 }));
  const { contentType, body } = await metrics.text();
  expect(contentType).toContain('text/plain');
  expect(body).toContain('prodseceng_deliveries_total{kind="work-item",outcome="delivered"} 2');
  expect(body).toContain('prodseceng_delivery_retries_total{kind="card"} 1');
  expect(body).toContain('prodseceng_job_runs_total{job="poll",outcome="done"} 1');
  expect(body).toContain('prodseceng_ack_seconds_bucket{le="0.005",kind="command"} 1');
  expect(body).toContain('prodseceng_clocks{state="running"} 2');
  running = 0;
  expect((await metrics.text()).body).toContain('prodseceng_clocks{state="running"} 0');
});

test('a label that might name a person or a tool is counted as other', async () => {
  const metrics = createMetrics();
  for (const label of ['U0REQUEST', 'requester@example.com', 'Tool of the team', ''])
    metrics.delivered(label, 'delivered');
  const { body } = await metrics.text();
  expect(body).toContain('prodseceng_deliveries_total{kind="other",outcome="delivered"} 4');
  expect(body).not.toMatch(/U0REQUEST|example\.com|Tool of/);
});

test('two registries share nothing', async () => {
  createMetrics().retried('card');
  expect((await createMetrics().text()).body).not.toContain('kind="card"');
});
