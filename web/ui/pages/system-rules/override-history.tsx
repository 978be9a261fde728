import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SystemRule } from '../../../contract/system-rules.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { usePlace } from '../../scope/use-place.ts';
import { Instant } from '../../time/instant.tsx';

/** Who changed the rule here, and when; newest first. */
export function OverrideHistory({ rule }: { readonly rule: SystemRule }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const history = useQuery({
    queryKey: [...ownerKey(owner), 'system-rule', rule.id, 'history', rule.revision],
    queryFn: ({ signal }) =>
      call('systemRules.history', { params: { owner, rule: rule.id }, signal }),
  }).data?.items;
  return (
    <section aria-label={t('systemRules.history.title')}>
      <strong>{t('systemRules.history.title')}</strong>
      {history?.length === 0 && <div className="dimmed">{t('systemRules.history.empty')}</div>}
      {history?.map(({ revision, at, author, override }) => {
        const what = t(`systemRules.history.${override === null ? 'reset' : 'set'}`);
        return (
          <div key={revision}>
            {t('systemRules.history.by', { author, what })}{' '}
            <span className="dimmed">
              <Instant at={at} />
            </span>
          </div>
        );
      })}
    </section>
  );
}
