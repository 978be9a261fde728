import { Stack, Textarea, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EmbedLink, EmbedLinkInput } from '../../../../contract/embed-links.ts';
import { CopyTextButton } from '../../../lists/copy-text-button.tsx';
import { instantText } from '../../../time/instant-text.ts';
import { useZone } from '../../../time/zone.ts';
import { embedCode, pictureCode } from './embed-code.ts';

/** A link, and the code that shows it, to copy. */
export function MadeLink({
  kind,
  link,
  title,
  isPanel,
}: {
  readonly kind: EmbedLinkInput['kind'];
  readonly link: EmbedLink;
  readonly title: string;
  readonly isPanel: boolean;
}) {
  const { t } = useTranslation();
  const zone = useZone();
  const address = kind === 'render' ? `${link.url}.png` : link.url;
  const code = kind === 'render' ? pictureCode(address, title) : embedCode(address, title, isPanel);
  const instant = instantText(Date.parse(link.expiresAt), zone);
  return (
    <Stack gap={4}>
      <TextInput readOnly label={t('embed.share.address')} value={address} />
      <Copy text={address} />
      <Textarea readOnly autosize maxRows={6} label={t('embed.share.code')} value={code} />
      <Copy text={code} />
      <div className="dimmed">{t('embed.share.until', { instant })}</div>
      {kind === 'embed' && <div className="dimmed">{t('embed.share.renew')}</div>}
    </Stack>
  );
}

function Copy({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <CopyTextButton text={() => text} icon={<IconCopy size={14} />}>
        {t('embed.share.copy')}
      </CopyTextButton>
    </div>
  );
}
