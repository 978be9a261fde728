import { parentPort, workerData } from 'node:worker_threads';
import { readBundledFonts } from '../../images/fonts/bundled-fonts.ts';
import type { PdfAnswer, PdfOrder } from './pdf-press.ts';
import { reportPdf } from './report-pdf.ts';

const { document, madeAtMs } = workerData as PdfOrder;
const say = (answer: PdfAnswer) => parentPort?.postMessage(answer);

reportPdf(document, readBundledFonts(), madeAtMs).then(
  (pdf) => say({ kind: 'made', pdf: new Uint8Array(pdf) }),
  (thrown: unknown) => say({ kind: 'failed', message: String(thrown) }),
);
