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
    <Section
      title={t('collection.receivers.title')}
      text={t(withTenant ? 'collection.receivers.textAll' : 'collection.receivers.text')}
    >
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
  const { language } = i18n;
  return (
    <tr>
      <td>{t(`collection.receiver.${rate.receiver}`)}</td>
      {withTenant && <td>{rate.tenant}</td>}
      <td className={classes.figure}>{figureText(rate.pushes, language)}</td>
      <td className={classes.figure}>
        {figureText(rate.taken, language)}
        <PerSecond figure={figureText(rate.taken / SECONDS, language, 2)} />
      </td>
      <td className={classes.figure}>
        {bytesText(rate.bytes, language)}
        <PerSecond figure={bytesText(rate.bytes / SECONDS, language)} />
      </td>
      <td className={classes.figure}>
        {rate.failedPushes === 0 && rate.refused === 0 ? (
          '0'
        ) : (
          <span className={classes.fault}>
            {t('collection.receivers.failed', {
              pushes: figureText(rate.failedPushes, language),
              entries: figureText(rate.refused, language),
            })}
          </span>
        )}
      </td>
    </tr>
  );
}

function PerSecond({ figure }: { readonly figure: string }) {
  const { t } = useTranslation();
  return <div className="dimmed">{t('collection.perSecond', { figure })}</div>;
}
