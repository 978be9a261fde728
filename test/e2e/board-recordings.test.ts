import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { boardToken, startBoardLab } from '../support/board-lab.ts';
import { launchBrowser } from '../support/browser.ts';
import { EmbeddedLabClient } from '../support/embedded-lab.ts';
import { requires } from '../support/requires.ts';
import { signInOnPage } from './steps.ts';

const isProof = process.env.TOCSIN_PROOF === '1';

const ACME = '/api/v1/tenants/acme';
/** Two that are known, and one that only a rule file makes. */
const RECORDED =
  'sum(node_namespace_pod_container:container_memory_rss) + sum(namespace_workload_pod:kube_pod_owner:relabel) + a:b:c';
const RULE_FILE = `
groups:
  - name: a
    rules:
      - record: a:b:c
        expr: sum(kube_pod_info)
      - record: of:another:board
        expr: up
`;

requires('chromium')('the recording rules of dashboards', () => {
  it.runIf(isProof)(
    'are made by a click and from a file, and go when their dashboard is gone [needs npm run proof: the steps of it have tests of their own]',
    async () => {
      const service = await startBoardLab();
      const browser = await launchBrowser();
      try {
        const client = new EmbeddedLabClient(service.url, boardToken('acme'));
        const id = await keep(client, 'mixin', RECORDED);
        await keep(client, 'empty-here', 'no_such_metric + other_missing');
        const { page, screenshot } = await browser.openPage();
        page.setDefaultTimeout(20_000);
        await signInOnPage(page, service.url, 'acme');
        await makeRules(page, `${service.url}/dashboards/mixin?scope=acme`);
        await screenshot('board-recordings');
        const records = (await rulesOf(client)).flatMap(({ record = [] }) => record);
        expect([...new Set(records)].sort()).toEqual([
          'a:b:c',
          'namespace_workload_pod:kube_pod_owner:relabel',
          'node_namespace_pod_container:container_memory_rss',
        ]);
        await page.goto(`${service.url}/dashboards?scope=acme`);
        await page.getByText('is in this scope: no_such_metric, other_missing').waitFor();
        await client.send('DELETE', `${ACME}/dashboards/${id}`);
        await page.reload();
        await page.getByRole('button', { name: /^Delete \d+ rules$/ }).click();
        const offer = page.getByText('were made for dashboards that are gone');
        await offer.waitFor({ state: 'detached' });
        expect(await rulesOf(client)).toEqual([]);
      } finally {
        await browser.close();
        await service.remove();
      }
    },
  );
});

async function makeRules(page: Page, board: string): Promise<void> {
  await page.goto(board);
  await page.getByText('3 series that recording rules make are missing here').waitFor();
  await page.getByRole('button', { name: /^Create \d+ recording rules$/ }).click();
  await page.getByText('Rules record these').waitFor();
  const file = { name: 'r.yaml', mimeType: 'text/yaml', buffer: Buffer.from(RULE_FILE) };
  await page.locator('input[type=file]').setInputFiles([file]);
  await page.getByRole('button', { name: 'Take them from a rule file' }).waitFor({
    state: 'detached',
  });
}

/** @returns the id of the dashboard */
async function keep(client: EmbeddedLabClient, uid: string, expr: string): Promise<string> {
  const panel = {
    ...{ id: 1, type: 'timeseries', title: 'P', gridPos: { x: 0, y: 0, w: 12, h: 8 } },
    ...{ datasource: { type: 'prometheus' }, targets: [{ refId: 'A', expr }] },
  };
  const source = JSON.stringify({ uid, title: uid, schemaVersion: 39, panels: [panel] });
  const input = { scope: 'acme', folder: '', source };
  const { status, text } = await client.json('POST', `${ACME}/dashboards`, input);
  expect(status, text).toBe(201);
  return (JSON.parse(text) as { readonly id: string }).id;
}

async function rulesOf(client: EmbeddedLabClient): Promise<readonly { record?: string }[]> {
  const { text } = await client.send('GET', `${ACME}/rules?limit=500`);
  return (JSON.parse(text) as { readonly items: readonly { record?: string }[] }).items;
}
