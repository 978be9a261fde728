import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyTextButton } from '../../lists/copy-text-button.tsx';

/** How to ping with a token that is shown this once. */
export function HeartbeatToken({ path, token }: { readonly path: string; readonly token: string }) {
  const { t } = useTranslation();
  const command = `curl -fsS -X POST -H "Authorization: Bearer ${token}" ${window.location.origin}${path}`;
  return (
    <div>
      <p>{t('heartbeats.tokenOnce')}</p>
      <code style={{ overflowWrap: 'anywhere' }}>{command}</code>
      <div>
        <CopyTextButton text={() => command} icon={<IconCopy size={14} />}>
          {t('heartbeats.copy')}
        </CopyTextButton>
      </div>
    </div>
  );
}
