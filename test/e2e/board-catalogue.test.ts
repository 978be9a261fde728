import { expect, it } from 'vitest';
import type { Board } from '../../dashboards/catalogue/board.ts';
import { BOARDS } from '../../dashboards/catalogue/catalogue.ts';
import { type BoardOwner, startBoardLab } from '../support/board-lab.ts';
import { BOARD_TENANTS } from '../support/board-past.ts';
import { launchBrowser, type WatchedPage } from '../support/browser.ts';
import { requires } from '../support/requires.ts';
import { signInAsOnPage } from './steps.ts';

const isProof = process.env.TOCSIN_PROOF === '1';

/** Higher than every dashboard, so that all panels are in sight and ask. */
const VIEWPORT = { width: 1440, height: 3_600 };

interface Looked {
  readonly owner: BoardOwner | '_platform';
  readonly person: string;
  readonly scope: string;
  /** Words that belong to others. */
  readonly foreign: readonly string[];
}

const LOOKED: readonly Looked[] = [
  { owner: 'acme', person: 'acme-admin', scope: 'acme', foreign: foreignOf('globex') },
  { owner: 'globex', person: 'globex-admin', scope: 'globex', foreign: foreignOf('acme') },
  { owner: '_platform', person: 'root', scope: '_platform@lab', foreign: [] },
];

requires('chromium')('the built-in dashboards', () => {
  it.runIf(isProof)(
    'show every panel on embedded data to whom they are for, and no other tenant’s word [needs npm run proof: it draws the whole catalogue]',
    async () => {
      const service = await startBoardLab();
      const browser = await launchBrowser();
      const faults: string[] = [];
      try {
        for (const looked of LOOKED) {
          const watched = await browser.openPage({ viewport: { width: 1440, height: 900 } });
          watched.page.setDefaultTimeout(30_000);
          await signInAsOnPage(watched.page, service.url, looked.person);
          await watched.page.setViewportSize(VIEWPORT);
          for (const board of BOARDS.filter(isFor(looked))) {
            faults.push(...(await faultsOf(watched, service.url, board, looked)));
          }
          faults.push(
            ...watched.errors.filter(isFault).map((error) => `${looked.owner}: ${error}`),
          );
          await watched.page.context().close();
        }
      } finally {
        await browser.close();
        await service.remove();
      }
      expect(faults).toEqual([]);
    },
  );
});

/** Before somebody signed in the service says so. */
const isFault = (error: string): boolean => !error.includes('401 (Unauthorized)');

const isFor =
  ({ owner }: Looked) =>
  ({ audience }: Board): boolean =>
    owner === '_platform' ? audience === 'platform' : audience !== 'platform';

/** Opens a board, photographs it, and answers what is wrong with it. */
async function faultsOf(
  { page, screenshot }: WatchedPage,
  url: string,
  { id, title, rows }: Board,
  { owner, scope, foreign }: Looked,
): Promise<readonly string[]> {
  const panels = rows.flatMap((row) => row.panels).length;
  await page.goto(`${url}/dashboards/tocsin-${id}?scope=${encodeURIComponent(scope)}`);
  await page.getByRole('heading', { level: 1, name: title[0], exact: true }).waitFor();
  await page.waitForFunction(isSettled, panels, { polling: 'raf' });
  await screenshot(`board-${owner}-${id}`);
  const told = await page.evaluate(readPanels);
  const at = (fault: string) => `${owner} ${id}: ${fault}`;
  const text = await page.locator('main').innerText();
  return [
    ...told.map(at),
    ...foreign.filter((word) => text.includes(word)).map((word) => at(`says ${word}`)),
  ];
}

function foreignOf(owner: BoardOwner): readonly string[] {
  const { namespace, word } = BOARD_TENANTS[owner];
  return [owner, namespace, `${word}-7d9f`, `${word}.example`];
}

/** All panels that the scope fills have asked and none is still waiting, for some frames. */
function isSettled(panels: number): boolean {
  const all = [...document.querySelectorAll('section[aria-busy]')];
  const others = document.querySelector('details[class*=others] p')?.textContent ?? '';
  const left = others === '' ? 0 : others.split(' · ').length;
  const isQuiet =
    all.length >= panels - left &&
    // Neither an answer nor what draws it is on its way.
    document.querySelector('[aria-busy=true]') === null;
  const told = document.documentElement.dataset;
  told.quietFrames = String(isQuiet ? Number(told.quietFrames ?? 0) + 1 : 0);
  return Number(told.quietFrames) > 20;
}

/** What panels say instead of showing something. */
function readPanels(): readonly string[] {
  return [...document.querySelectorAll('section[aria-busy]')].flatMap((panel) => {
    const title = panel.getAttribute('aria-label') ?? '';
    const empty = panel.querySelector('[class*=empty] strong, [class*=unknown] p');
    const notices = panel.querySelector('[class*=mark][data-error]');
    const alert = panel.querySelector('[role=alert]');
    return [
      ...(empty === null ? [] : [`${title}: ${empty.textContent}`]),
      ...(alert === null ? [] : [`${title}: ${alert.textContent}`]),
      ...(notices === null ? [] : [`${title}: ${notices.getAttribute('aria-label')}`]),
    ];
  });
}
