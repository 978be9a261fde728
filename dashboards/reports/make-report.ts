import { DateTime } from 'luxon';
import type { Clock } from '../../platform/clock/clock.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { PLATFORM, printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { DrawnBoard } from '../images/board/board-message.ts';
import type { BoardPicture } from '../images/board/board-picture.ts';
import type { BoardPictures } from '../images/board/board-pictures.ts';
import type { ListedIncident } from '../model/panel-views.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import type { Looker } from '../variables/looker.ts';
import type { PdfOrder } from './document/pdf-press.ts';
import type { ReportDocument, ReportFile, ReportPanel } from './document/report-document.ts';
import { standaloneHtml } from './document/report-html.ts';
import { fillWords, REPORT_WORDS } from './document/report-words.data.ts';
import type { Report } from './report.ts';
import { type ReportAccess, saidOf } from './report-access.ts';
import { rangeAt } from './report-range.ts';
import { type Said, sayReason } from './report-reasons.ts';

export interface ReportMakerOptions {
  readonly access: Pick<ReportAccess, 'board'>;
  readonly boards: Pick<BoardPictures, 'draw'>;
  /** What a principal may ask of a scope, now. */
  readonly apiOf: (principal: Principal, scope: string) => ScopedApi;
  /** What lists of alerts list, of what a principal may read there now. */
  readonly incidentsOf: (principal: Principal, scope: string) => Promise<readonly ListedIncident[]>;
  readonly pressPdf: (order: PdfOrder, signal: AbortSignal) => Promise<Uint8Array>;
  /** How people call an owner; empty: as it is named. */
  readonly titleOf: (owner: string) => string;
  /** Where people reach the service. */
  readonly publicUrl: () => string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A report, with its attachment where it has one. */
export interface MadeReport {
  readonly document: ReportDocument;
  readonly attachment: ReportFile | null;
}

export type MakeOutcome =
  | { readonly kind: 'made'; readonly report: MadeReport }
  /** The principal may not see it, or there is nothing to be seen; in words. */
  | { readonly kind: 'refused'; readonly said: Said };

/** What dashboards are drawn for; a page is as wide, and a mail shows it smaller. */
const WIDTH_PX = 1_000;
/** Of all pictures of one report. */
const MOST_BYTES = 8_000_000;

/** Draws reports as one principal sees them, and writes what is attached. */
export class ReportMaker {
  readonly #options: ReportMakerOptions;

  constructor(options: ReportMakerOptions) {
    this.#options = options;
  }

  /**
   * @param dueMs that its range is counted from
   * Rejects as `BoardPictures.draw` and `pressPdf` do: it may work another time.
   */
  async make(
    report: Report,
    principal: Principal,
    dueMs: number,
    signal: AbortSignal,
  ): Promise<MakeOutcome> {
    const { access, boards, apiOf, incidentsOf } = this.#options;
    const { owner } = report;
    const board = await access.board(principal, report);
    if ('denial' in board)
      return { kind: 'refused', said: saidOf(board.denial, principal.name, report) };
    const scope = printScopeName(report.scope);
    const variables = new Map(
      Object.entries(report.variables).filter(([, values]) => values.length > 0),
    );
    const request = {
      board: board.source,
      // Nobody looks when it is sent: a value that is gone shows nothing, and never all.
      ...{ variables, pinned: variables },
      range: rangeAt(report.range, dueMs, report.zone),
      ...{ nowMs: dueMs, timeZone: report.zone, scope, widthPx: WIDTH_PX, only: null },
      ...{ language: report.language, theme: report.theme },
      looker: this.#lookerOf(owner, principal),
    };
    const sources = {
      api: apiOf(principal, scope),
      incidents: () => incidentsOf(principal, scope),
    };
    const drawn = await boards.draw({ owner, request, sources, pngs: 'panels' }, signal);
    if (drawn.result.kind === 'refused') {
      const { message: detail } = drawn.result;
      return { kind: 'refused', said: sayReason('not_drawn', { detail }) };
    }
    const document = this.#document(report, drawn.result, drawn);
    const attachment = await this.#attachment(report, document, signal);
    return { kind: 'made', report: { document, attachment } };
  }

  /** Who a report is drawn as looks at it; a token is no person. */
  #lookerOf(owner: string, { kind, id, name }: Principal): Looker | undefined {
    if (kind !== 'user') return undefined;
    const title = this.#options.titleOf(owner) || owner;
    return { org: { id: owner, name: title }, user: { id, login: name, email: null } };
  }

  #document(report: Report, picture: BoardPicture, drawn: DrawnBoard): ReportDocument {
    const { language, theme, name, author } = report;
    const words = REPORT_WORDS[language];
    const all = picture.panels.flatMap((panel, index) => {
      const png = drawn.panels[index];
      const { title, left, top, widthPx, heightPx } = panel;
      return png === undefined ? [] : [{ title, png, left, top, widthPx, heightPx }];
    });
    const panels = within(all, MOST_BYTES);
    const { leftOut, rows } = picture;
    const tooLarge = all.length - panels.length;
    return {
      ...{
        name,
        title: picture.title,
        rangeText: picture.rangeText,
        zone: report.zone,
        language,
        theme,
        panels,
        rows,
      },
      facts: this.#facts(report, picture),
      notes: [
        ...(leftOut > 0 ? [fillWords(words.leftOut, { count: leftOut })] : []),
        ...(tooLarge > 0 ? [fillWords(words.tooLarge, { count: tooLarge })] : []),
      ],
      url: this.#url(report, picture),
      footer: fillWords(words.footer, { name, author: author.name }),
    };
  }

  #facts(report: Report, { title, rangeText, variableTexts }: BoardPicture) {
    const words = REPORT_WORDS[report.language];
    const { owner, scope, zone } = report;
    const made = DateTime.fromMillis(this.#options.clock.nowMs(), { zone });
    const called = owner === PLATFORM ? words.platform : this.#options.titleOf(owner);
    return [
      [words.dashboard, title],
      [words.tenant, called === '' ? owner : called],
      [words.scope, printScopeName(scope)],
      [words.range, rangeText],
      ...(variableTexts.length > 0 ? [[words.variables, variableTexts.join(' · ')] as const] : []),
      [words.made, `${made.toFormat('yyyy-MM-dd HH:mm')} (${zone})`],
    ] as const;
  }

  #url({ scope, dashboard, variables }: Report, { fromMs, toMs }: BoardPicture): string {
    const query = new URLSearchParams({ scope: printScopeName(scope) });
    query.set('from', new Date(fromMs).toISOString());
    query.set('to', new Date(toMs).toISOString());
    for (const [name, values] of Object.entries(variables)) {
      for (const value of values) query.append(`var-${name}`, value);
    }
    return `${this.#options.publicUrl()}/dashboards/${dashboard}?${query.toString()}`;
  }

  async #attachment(
    { attachment, dashboard }: Report,
    document: ReportDocument,
    signal: AbortSignal,
  ): Promise<ReportFile | null> {
    const { pressPdf, clock } = this.#options;
    switch (attachment) {
      case 'none':
        return null;
      case 'html':
        return {
          name: `${dashboard}.html`,
          contentType: 'text/html; charset=utf-8',
          content: Buffer.from(standaloneHtml(document)),
        };
      case 'pdf':
        return {
          name: `${dashboard}.pdf`,
          contentType: 'application/pdf',
          content: await pressPdf({ document, madeAtMs: clock.nowMs() }, signal),
        };
      default:
        return assertNever(attachment);
    }
  }
}

/** The first of them, as many as have these bytes together. */
export function within(panels: readonly ReportPanel[], mostBytes: number): readonly ReportPanel[] {
  let bytes = 0;
  return panels.filter(({ png }) => {
    bytes += png.byteLength;
    return bytes <= mostBytes;
  });
}
