import { useTranslation } from 'react-i18next';
import type { ReceiverRate } from '../../../contract/collection.ts';
import { bytesText, figureText } from './amounts.ts';
import classes from './collection.module.css';
import { FigureTable, Section } from './section.tsx';

const COLUMNS = ['receiver', 'pushes', 'taken', 'bytes', 'refused'] as const;
const SECONDS = 60;

/** What was pushed in the last minute. */
export function Receivers({
  rates,
  withTenant,
}: {
  readonly rates: readonly ReceiverRate[];
  readonly withTenant: boolean;
}) {
  const { t } = useTranslation();
  const columns = COLUMNS.map((column) => t(`collection.receivers.column.${column}`));
  const [first = '', ...more] = columns;
  return (
    <Section title={t('collection.receivers.title')} text={t('collection.receivers.text')}>
      {rates.length === 0 ? (
        <p className="dimmed">{t('collection.receivers.none')}</p>
      ) : (
        <FigureTable
          label={t('collection.receivers.title')}
          columns={withTenant ? [first, t('collection.tenant'), ...more] : columns}
        >
          {rates.map((rate) => (
            <RateRow key={`${rate.tenant} ${rate.receiver}`} rate={rate} withTenant={withTenant} />
          ))}
        </FigureTable>
      )}
    </Section>
  );
}

function RateRow({
  rate,
  withTenant,
}: {
  readonly rate: ReceiverRate;
  readonly withTenant: boolean;
}) {
  const { t, i18n } = useTranslation();
  const perSecond = (count: number) =>
    t('collection.perSecond', { figure: figureText(count / SECONDS, i18n.language, 1) });
  const bytes = bytesText(rate.bytes / SECONDS, i18n.language);
  return (
    <tr>
      <td>{t(`collection.receiver.${rate.receiver}`)}</td>
      {withTenant && <td>{rate.tenant}</td>}
      <td className={classes.figure}>{figureText(rate.pushes, i18n.language)}</td>
      <td className={classes.figure}>{perSecond(rate.taken)}</td>
      <td className={classes.figure}>{t('collection.perSecond', { figure: bytes })}</td>
      <td className={classes.figure}>
        {rate.failedPushes === 0 && rate.refused === 0 ? (
          '0'
        ) : (
          <span className={classes.fault}>
            {t('collection.receivers.failed', {
              pushes: figureText(rate.failedPushes, i18n.language),
              entries: figureText(rate.refused, i18n.language),
            })}
          </span>
        )}
      </td>
    </tr>
  );
}
