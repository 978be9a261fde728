import type { TFunction } from 'i18next';
import type { DashboardImportItem } from '../../../../contract/dashboards.ts';

/** Why a file is not taken, in the reader's language; the service's English for what is not known here. */
export function refusalWords(
  message: string,
  reason: DashboardImportItem['reason'],
  t: TFunction,
): string {
  if (reason === null || !/^[a-z_]+$/.test(reason.code)) return message;
  const { count, ...values } = reason.values;
  const known: string = t(`importReasons.${reason.code}` as 'importReasons.other_file', {
    ...values,
    ...(count === undefined ? {} : { count: Number(count) }),
    defaultValue: '',
  });
  return known === '' ? message : known;
}
