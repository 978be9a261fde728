import { useTranslation } from 'react-i18next';
import classes from './quota.module.css';
import type { Quota } from './quota.ts';

/** How much is used, and by whom. */
export function QuotaText({ quota }: { readonly quota: Quota }) {
  const { t } = useTranslation();
  const { used, limit, scopes, authors, others } = quota;
  return (
    <div className={classes.quota}>
      <p>{t('forms.quota.used', { used, limit })}</p>
      <Lines title={t('forms.quota.scopes')} lines={scopes} />
      <Lines title={t('forms.quota.authors')} lines={authors} />
      {others !== '' && (
        <p className="dimmed">{t('forms.quota.others', { count: Number(others) })}</p>
      )}
    </div>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: Quota['scopes'] }) {
  return (
    <table>
      <caption>{title}</caption>
      <tbody>
        {lines.map(([name, count]) => (
          <tr key={name}>
            <th scope="row" className="mono">
              {name}
            </th>
            <td className="figures">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
