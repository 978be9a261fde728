import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../lists/copy-text-button.tsx';
import { Empty } from '../lists/list-state.tsx';
import { usePlace } from '../scope/use-place.ts';
import classes from './object-search.module.css';
import type { SearchKind } from './search-kind.ts';
import { webhookAddresses } from './webhook-address.ts';

/** In the place of an empty list that was not narrowed: where a cluster has to post. */
export function ConnectWebhook({ kind: { name } }: { readonly kind: SearchKind }) {
  const { t } = useTranslation();
  const { scope, parts, node } = usePlace();
  const addresses = webhookAddresses(window.location.origin, name, parts, node);
  return (
    <Empty title={t(`objects.${name}.connect`, { scope })} text={t(`objects.${name}.connectText`)}>
      <div className={classes.connect}>
        <ul className={classes.addresses} aria-label={t('objects.webhooks')}>
          {addresses.map((url) => (
            <li key={url}>
              <code className="mono">{url}</code>
              <CopyTextButton text={() => url} icon={<IconCopy size={14} />}>
                {t('collection.push.copy')}
              </CopyTextButton>
            </li>
          ))}
        </ul>
        <p className="dimmed">{t('objects.token')}</p>
      </div>
    </Empty>
  );
}
