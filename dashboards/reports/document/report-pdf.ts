import PDFDocument from 'pdfkit';
import type { BundledFonts } from '../../images/fonts/bundled-fonts.ts';
import { createMeasureText, fitText, type MeasureText } from '../../images/fonts/measure-text.ts';
import { PICTURE_THEMES } from '../../images/picture-theme.ts';
import { wrapText } from '../../images/views/wrap-text.ts';
import { createFontRuns, type FontRun } from './font-runs.ts';
import { layOutPages, type PlacedTitle, TITLE_PT } from './page-layout.ts';
import type { ReportDocument } from './report-document.ts';
import { fillWords, REPORT_WORDS } from './report-words.data.ts';

/** A4, landscape. */
const PAGE = { width: 841.89, height: 595.28 };
const MARGIN = 32;
const WIDTH = PAGE.width - 2 * MARGIN;
const FOOT_TOP = PAGE.height - 24;
const BOTTOM = FOOT_TOP - 8;
const NAME_WIDTH = 90;
const TITLE = { size: 18, widthPx: WIDTH, most: 2 };
const FACT = { size: 9, widthPx: WIDTH - NAME_WIDTH, most: 3 };
const ROW = { size: 11, widthPx: WIDTH, most: 1 };
const FOOT_SIZE = 8;
const FOOT_GAP = 16;

/** What a page is written with. */
interface Press {
  readonly pdf: PDFKit.PDFDocument;
  readonly runs: (text: string) => readonly FontRun[];
  readonly measure: MeasureText;
  readonly document: ReportDocument;
}

/**
 * A report as a PDF: its head, rows and pictures in the dashboard's layout, page numbers; a bookmark for each
 * row and picture. Texts are in the bundled fonts, of which what is used is embedded. Takes the thread for
 * about 100 ms a picture.
 * @param madeAtMs of the file's properties
 */
export async function reportPdf(
  document: ReportDocument,
  fonts: BundledFonts,
  madeAtMs: number,
): Promise<Buffer> {
  const words = REPORT_WORDS[document.language];
  const pdf = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    ...{ margin: 0, autoFirstPage: false, bufferPages: true, font: '', lang: words.locale },
    displayTitle: true,
    info: { Title: document.title, Creator: 'tocsin', CreationDate: new Date(madeAtMs) },
  });
  const written = collect(pdf);
  for (const [name, file] of fonts.files) pdf.registerFont(name, file);
  const runs = createFontRuns(fonts, (name, file) => pdf.registerFont(name, file));
  const press = { pdf, runs, measure: createMeasureText(fonts.faces), document };
  addPage(press);
  const firstTopPt = drawHead(press);
  drawPictures(press, firstTopPt);
  drawFeet(press);
  pdf.end();
  return written;
}

function collect(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
}

function addPage({ pdf, document }: Press): void {
  pdf.addPage();
  pdf.rect(0, 0, PAGE.width, PAGE.height).fill(PICTURE_THEMES[document.theme].ground);
}

/** @returns where the pictures begin */
function drawHead(press: Press): number {
  const { document, measure } = press;
  const { text, dimmed, line } = PICTURE_THEMES[document.theme];
  const { notes, panels, language } = document;
  let y = MARGIN;
  write(press, document.name, { x: MARGIN, y, size: FACT.size, colour: dimmed });
  y += 14;
  for (const one of wrapText(measure, document.title, TITLE)) {
    write(press, one, { x: MARGIN, y, size: TITLE.size, colour: text });
    y += 24;
  }
  y += 4;
  for (const [name, value] of document.facts) {
    write(press, name, { x: MARGIN, y, size: FACT.size, colour: dimmed });
    for (const one of wrapText(measure, value, FACT)) {
      write(press, one, { x: MARGIN + NAME_WIDTH, y, size: FACT.size, colour: text });
      y += 13;
    }
  }
  const said = panels.length === 0 ? [REPORT_WORDS[language].empty, ...notes] : notes;
  for (const note of said) {
    write(press, note, { x: MARGIN, y: y + 2, size: FACT.size, colour: dimmed });
    y += 14;
  }
  press.pdf.rect(MARGIN, y + 4, WIDTH, 0.75).fill(line);
  return y + 12;
}

function drawPictures(press: Press, firstTopPt: number): void {
  const { pdf, document } = press;
  const room = { widthPt: WIDTH, firstTopPt, topPt: MARGIN, bottomPt: BOTTOM };
  let page = 0;
  let bookmarks = pdf.outline;
  for (const placed of layOutPages(document.panels, document.rows, room)) {
    while (page < placed.page) {
      addPage(press);
      page += 1;
    }
    if (placed.kind === 'title') {
      drawRowTitle(press, placed);
      bookmarks = pdf.outline.addItem(placed.text);
      continue;
    }
    const { panel, x, y, width, height } = placed;
    pdf.image(Buffer.from(panel.png), MARGIN + x, y, { width, height });
    if (panel.title !== '') bookmarks.addItem(panel.title);
  }
}

/** As much of it as a line has, above a thin rule. */
function drawRowTitle(press: Press, { text, y }: PlacedTitle): void {
  const theme = PICTURE_THEMES[press.document.theme];
  const [shown = ''] = wrapText(press.measure, text, ROW);
  write(press, shown, { x: MARGIN, y: y + 2, size: ROW.size, colour: theme.text });
  press.pdf.rect(MARGIN, y + TITLE_PT - 3, WIDTH, 0.75).fill(theme.line);
}

function drawFeet(press: Press): void {
  const { pdf, document, runs, measure } = press;
  const { dimmed } = PICTURE_THEMES[document.theme];
  const words = REPORT_WORDS[document.language];
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    const number = [
      fillWords(words.times, { zone: document.zone }),
      fillWords(words.page, { page: page + 1, pages: count }),
    ].join('   ·   ');
    const width = widthOf(pdf, runs(number), FOOT_SIZE);
    const foot = { y: FOOT_TOP, size: FOOT_SIZE, colour: dimmed };
    const footer = fitText(measure, document.footer, FOOT_SIZE, WIDTH - width - FOOT_GAP);
    write(press, footer, { x: MARGIN, ...foot });
    write(press, number, { x: PAGE.width - MARGIN - width, ...foot });
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly colour: string;
}

/** One line, each part of it in a font that has it, all on one base line. */
function write({ pdf, runs }: Press, text: string, { x, y, size, colour }: Place): void {
  let at = x;
  pdf.fillColor(colour);
  for (const run of runs(text)) {
    pdf.font(run.font).fontSize(size);
    pdf.text(run.text, at, y + size, { lineBreak: false, baseline: 'alphabetic' });
    at += pdf.widthOfString(run.text);
  }
}

function widthOf(pdf: PDFKit.PDFDocument, runs: readonly FontRun[], size: number): number {
  return runs.reduce(
    (sum, { font, text }) => sum + pdf.font(font).fontSize(size).widthOfString(text),
    0,
  );
}
