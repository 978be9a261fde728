import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RuleImportAnswer, RuleImportLine } from '../../../contract/rule-exchange.ts';
import classes from './exchange.module.css';

/** A line for each rule of the text, refused ones first. */
export function ImportReport({ answer }: { readonly answer: RuleImportAnswer }) {
  const { t } = useTranslation();
  const isRefused = ({ outcome }: RuleImportLine) => (outcome === 'refused' ? 0 : 1);
  const lines = [...answer.report].sort((a, b) => isRefused(a) - isRefused(b));
  return (
    <>
      <table className={classes.report} aria-label={t('exchange.report')}>
        <thead>
          <tr>
            <th scope="col">{t('exchange.line')}</th>
            <th scope="col">{t('exchange.rule')}</th>
            <th scope="col">{t('exchange.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line may hold several rules of one name
            <ReportLine key={`${line.line} ${index}`} line={line} />
          ))}
        </tbody>
      </table>
      <Notes notes={answer.notes} />
    </>
  );
}

function ReportLine({ line }: { readonly line: RuleImportLine }) {
  const { t, i18n } = useTranslation();
  const { outcome, message, rule, group } = line;
  return (
    <tr>
      <td className="figures dimmed">{line.line}</td>
      <td>
        <div className={classes.rule}>{rule || group}</div>
        {rule !== '' && <div className="dimmed">{group}</div>}
      </td>
      <td>
        <strong data-outcome={outcome}>{t(`exchange.outcomes.${outcome}`)}</strong>{' '}
        {i18n.language === 'zh' ? message.zh : message.en}
      </td>
    </tr>
  );
}

function Notes({ notes }: Pick<RuleImportAnswer, 'notes'>) {
  const { t, i18n } = useTranslation();
  if (notes.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('exchange.notes')}
      </Text>
      <ul className={classes.notes}>
        {notes.map(({ line, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several notes may say the same of a line
          <li key={`${line} ${index}`}>
            {t('exchange.atLine', { line })} {i18n.language === 'zh' ? message.zh : message.en}
          </li>
        ))}
      </ul>
    </div>
  );
}
