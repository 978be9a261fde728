import { Button, Modal } from '@mantine/core';
import { IconShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import { ShareForm } from './share-form.tsx';

/** Opens the dialog that makes links to a dashboard or a panel of it. */
export function ShareBoard({
  uid,
  dashboard,
}: {
  readonly uid: string;
  readonly dashboard: Pick<Dashboard, 'title' | 'panels' | 'variables'>;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const { title } = dashboard;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconShare size={14} />}
        onClick={() => setIsOpen(true)}
      >
        {t('embed.share.open')}
      </Button>
      <Modal
        opened={isOpen}
        size="lg"
        onClose={() => setIsOpen(false)}
        title={t('embed.share.title', { title })}
      >
        {isOpen && <ShareForm uid={uid} dashboard={dashboard} />}
      </Modal>
    </>
  );
}
