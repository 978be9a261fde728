import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RuleImpactInput } from '../../../../contract/rule-changes.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { Confirmation } from '../../../forms/confirmation.tsx';
import { FaultText } from '../../../frame/fault.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { usePlace } from '../../../scope/use-place.ts';
import { ImpactText } from './impact-text.tsx';

interface Question {
  readonly title: string;
  readonly confirm: string;
  readonly isDestructive: boolean;
  /** What is to be done, for the service to say what that would end. */
  readonly change: RuleImpactInput;
  readonly run: () => Promise<void>;
  readonly onClose: () => void;
  /** Above what would end. */
  readonly children?: ReactNode;
}

/** Asks before a change, and says first which incidents it would resolve and who would be told. */
export function ConfirmImpact(question: Question) {
  return (
    <Modal opened onClose={question.onClose} title={question.title} size="lg">
      <Ask {...question} />
    </Modal>
  );
}

function Ask({ confirm, isDestructive, change, run, onClose, children }: Question) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const impact = useQuery({
    queryKey: [...ownerKey(owner), 'rule-impact', change],
    queryFn: ({ signal }) => call('rules.impact', { params: { owner }, body: change, signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <Confirmation
      confirm={confirm}
      isDestructive={isDestructive}
      isBlocked={impact.isPending}
      run={run}
      onCancel={onClose}
    >
      {children}
      {impact.isPending && <SkeletonRows count={2} />}
      {impact.error !== null && (
        <FaultText error={impact.error} retry={() => void impact.refetch()} />
      )}
      {impact.data !== undefined && <ImpactText impact={impact.data} />}
    </Confirmation>
  );
}
