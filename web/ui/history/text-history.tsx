import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Confirmation } from '../forms/confirmation.tsx';
import { TextDiff } from './text-diff.tsx';
import { type Version, Versions } from './versions.tsx';

/** A version of a thing that is a document. */
export interface TextVersion extends Version {
  /** YAML. */
  readonly text: string;
}

/** The history of a document: line by line what changed, and back to any version. */
export function TextHistory<T extends TextVersion>({
  items,
  mayRestore,
  restore,
  comesBack,
}: {
  readonly items: readonly T[];
  readonly mayRestore: (version: T) => boolean;
  readonly restore: (version: T) => Promise<void>;
  /** What is told before a deleted one is made anew. */
  readonly comesBack: string;
}) {
  const { t } = useTranslation();
  return (
    <Versions
      items={items}
      mayRestore={mayRestore}
      changed={({ shown, before }) => {
        const earlier = shown.kind === 'deleted' ? '' : (before?.text ?? '');
        if (earlier === shown.text) return <p className="dimmed">{t('ruleWork.diff.none')}</p>;
        return <TextDiff before={earlier} after={shown.text} />;
      }}
      ask={({ shown, newest }, close) => (
        <Modal
          opened
          size="xl"
          onClose={close}
          title={t('ruleWork.history.askTitle', { revision: shown.revision })}
        >
          <Confirmation
            confirm={t('ruleWork.history.confirm')}
            isDestructive={false}
            isBlocked={false}
            run={() => restore(shown)}
            onCancel={close}
          >
            {newest.kind === 'deleted' ? (
              <p>{comesBack}</p>
            ) : (
              <TextDiff before={newest.text} after={shown.text} />
            )}
          </Confirmation>
        </Modal>
      )}
    />
  );
}
