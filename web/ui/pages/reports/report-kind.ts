import type { Report } from '../../../contract/reports.ts';
import { reportQuery } from '../../api/report-queries.ts';
import type { ThingKind } from '../../things/thing-kind.ts';
import {
  checkReport,
  formOfReport,
  inputOfReport,
  isReportForm,
  type ReportForm,
  reportFields,
} from './report-form.ts';

export const REPORTS: ThingKind<Report, ReportForm> = {
  words: 'reports',
  list: '/reports',
  draft: 'report',
  formOf: formOfReport,
  isForm: isReportForm,
  check: checkReport,
  fields: reportFields,
  query: reportQuery,
  create: (call, { owner }, value) =>
    call('reports.create', { params: { owner }, body: inputOfReport(value) }),
  update: (call, params, value, revision) =>
    call('reports.update', { params, body: inputOfReport(value), revision }),
  remove: (call, params) => call('reports.delete', { params }),
};
