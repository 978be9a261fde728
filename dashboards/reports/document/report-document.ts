import type { PictureThemeName } from '../../images/picture-theme.ts';
import type { PictureLanguage } from '../../images/views/picture-words.data.ts';

/** A panel of a report: where it lies on the dashboard, and its picture at twice that size. */
export interface ReportPanel {
  readonly title: string;
  readonly png: Uint8Array;
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The title of a row of the dashboard. */
export interface ReportRow {
  readonly title: string;
  /** On the dashboard, as that of panels. */
  readonly top: number;
}

/** A report, made: all of its texts in its language, nothing of it markup. */
export interface ReportDocument {
  /** Of the report. */
  readonly name: string;
  /** Of the dashboard. */
  readonly title: string;
  /** `2026-01-15 08:00 – 09:00 (UTC)`. */
  readonly rangeText: string;
  /** IANA: of every time that its pictures show. */
  readonly zone: string;
  /** What it is about: dashboard, tenant, scope, range, variables, when it was made. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What is not in it, and why; empty when all is. */
  readonly notes: readonly string[];
  readonly panels: readonly ReportPanel[];
  readonly rows: readonly ReportRow[];
  /** Where the dashboard is looked at. */
  readonly url: string;
  /** Who it comes from, and on whose order. */
  readonly footer: string;
  readonly language: PictureLanguage;
  readonly theme: PictureThemeName;
}

/** Bytes with a name. */
export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}
