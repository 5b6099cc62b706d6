"""The wall: every text that people type, and how far it reaches. One table; a text without a line fails a test.

What is said to settle never leaves and is no evidence (民诉法解释 107; 特邀规定 22; 在线规则 18); what goes to a court
is what the parties claim, what both sides confirmed in writing, and how mediation ended (在线规则 21, 22).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum

from mediation.rules.acts import Given


class Reach(Enum):
    """Who may read a text at most."""

    APART = "apart"
    """The mediators who heard it."""
    COMMITTEE = "committee"
    """Who answers for the case, and who mediates it with them."""
    ASKED = "asked"
    """Those, and the organisation that is asked, offered or told."""
    PARTIES = "parties"
    """Those, and the parties on whose papers it stands."""
    COURTS_OWN = "courts_own"
    """The court alone until it has sealed its ruling."""
    COURT = "court"
    """It goes to a court, and with its papers to the other side."""
    PLAIN = "plain"
    """A name, a number, a place, an official's own text about no talk: it hides nothing by itself."""


def _each(reach: Reach, names: str) -> Iterable[tuple[str, Reach]]:
    return ((name, reach) for name in names.split())


TEXTS: Mapping[str, Reach] = dict(
    (
        *_each(Reach.APART, "SittingHeld.record SittingHeld.result"),
        *_each(
            Reach.COMMITTEE,
            """
            SittingHeld.helpers SittingGiven.record SittingGiven.result SittingGiven.helpers
            InvestigationGiven.record InvestigationGiven.about InvestigationGiven.present
            SettlementReached.terms OnTheSpot.terms SettlementAttempt.helper OnTheSpot.helper
            VisitMade.findings Pressed.how PerformanceRecorded.proof PeriodNoted.what PeriodNoted.paper
            EnforcementAsked.owed MeetingHeld.resolution MeetingCalled.subject
            DangerReported.what DangerReported.reported_to Suspended.paper ProceedingGiven.what
            AttachmentGiven.title withdraw_attachment.reason
            ArchivingGiven.note ArchivingGiven.remarks ArchivingGiven.missing_reason ArchivingGiven.title
            reopen_dossier.reason reverse_step.reason correct_dispute.reason remove_party.reason
            correct_receipt.reason correct_service.reason correct_refusal_service.reason correct_complaint.reason
            leave_batch.reason succeed_party.proof record_repetition.words PartyGiven.paper_missing_reason
            OnTheSpot.late_reason add_party.late_reason note_fact.late_reason record_consent.late_reason
            record_investigation.late_reason register_dispute.late_reason remove_party.late_reason
            sign_fact.late_reason save_draft.fields save_draft.title
            note_fact.let_out StepCommand.let_out draw_up_complaint.let_out file_directly.let_out
            raise_grievance.let_out notify_fee.late_reason raise_grievance.late_reason end_suit.late_reason
            StepCommand.reason StepCommand.late_reason
            FoundDispute.what ReportGiven.note register_found_dispute.late_reason
            AvertedGiven.what withdraw_averted.reason withdraw_suit_over.reason ScreeningGiven.note
            look_into_case.reason
            """,
        ),
        *_each(
            Reach.ASKED,
            """
            MatterGiven.narrative DisputeGiven.narrative MatterGiven.claim DisputeGiven.claim
            Referred.subject CommitteeInvited.subject Asked.subject CallDispatched.note Answered.answer
            send_elsewhere.reason send_out.reason return_offer.reason Told.body OrderWritten.subject
            object_to_line.reason answer_objection.answer review_dossier.reason
            answer_warning.said WarningJudged.reason
            """,
        ),
        *_each(
            Reach.PARTIES,
            """
            AgreementDrawn.facts AgreementDrawn.disputed AgreementDrawn.responsibility AgreementDrawn.left_over
            AgreementDrawn.further ObligationDrawn.what ObligationDrawn.condition ObligationDrawn.means
            ObligationDrawn.place DutyChanged.terms OnTheSpot.facts OnTheSpot.disputed OnTheSpot.responsibility
            DutyAgreed.what DutyAgreed.condition DutyAgreed.means OnTheSpot.further
            """,
        ),
        *_each(
            Reach.COURTS_OWN,
            """
            RulingPrepared.findings ObjectionRuled.findings RulingVaried.findings RulingVaried.terms
            HearingHeld.record ReviewAnswer.note ReviewAnswered.flag
            """,
        ),
        *_each(
            Reach.COURT,
            """
            note_fact.text ComplaintHandedIn.papers ComplaintReceived.papers SupplementAsked.what
            AppealRaised.grounds ObjectionRaised.grounds GoneBack.said MediationPaperMade.fee
            ComplaintGiven.claims ComplaintGiven.facts ComplaintGiven.witnesses EvidenceGiven.title
            EvidenceGiven.source EvidenceGiven.proves
            DecisionReceived.decision file_directly.reason GrievanceRaised.facts
            """,
        ),
        *_each(
            Reach.PLAIN,
            """
            CaseDelegated.court_number CaseFiled.court_number MediationPaperMade.court_number
            ObjectionRuled.court_number RulingMade.court_number RulingVaried.court_number SuitFiled.court_number
            SuitNumbered.court_number ObjectionRuled.clerk_name RulingPrepared.clerk_name RulingVaried.clerk_name
            RulingExtended.leave_by LimitExtended.leave_by
            CaseMerged.lead ConfirmationDrawn.region_code Mark.place MeetingCalled.place
            MeetingCalled.told
            ObjectionRaised.outsider ObligationDrawn.creditor_name ObligationDrawn.debtor_name
            Referred.asked_name SittingHeld.place SittingGiven.place InvestigationGiven.asked
            InvestigationGiven.place DutyAgreed.creditor_name DutyAgreed.debtor_name sign_fact.place
            ProceedingGiven.body ProceedingGiven.number
            DecisionReceived.body DecisionReceived.number
            HearingGiven.place HearingGiven.before ArchivingGiven.number ArchivingGiven.retention
            MatterGiven.category_code DisputeGiven.category_code MatterGiven.region_code DisputeGiven.region_code
            MatterGiven.place DisputeGiven.place PartyGiven.account_number PartyGiven.address
            PartyGiven.credit_code PartyGiven.ethnicity PartyGiven.id_number PartyGiven.interpreter
            PartyGiven.language PartyGiven.legal_representative PartyGiven.name PartyGiven.occupation
            PartyGiven.phone PartyGiven.region_code PartyGiven.special_care RepresentativeGiven.id_number
            RepresentativeGiven.name RepresentativeGiven.phone RepresentativeGiven.relation
            ContactGiven.address ContactGiven.phone ContactGiven.region_code
            KeptFile.digest KeptFile.media_type KeptFile.sent_digest KeptFile.thumb_digest
            ClauseGiven.category_code ClauseGiven.condition ClauseGiven.law ClauseGiven.means ClauseGiven.text
            ClauseGiven.title draft_wording.block draft_wording.paper draft_wording.text
            apply_directory_import.pinyin NewPerson.account NewPerson.hashed NewPerson.name
            NewPost.organisation NewPost.role OrganisationNames.name OrganisationNames.number_pattern
            OrganisationNames.short_name CategoryGiven.name add_category.code change_category.code
            end_category.code restore_category.code add_court_area.region_code take_category.category_code
            leave_category.category_code give_password.hashed rename_person.name
            note_engagement.reason withdraw_training.reason TrainingGiven.subject TrainingGiven.held_by
            rename_person.reason open_account.reason stop_account.reason
            restore_account.reason give_password.reason end_post.reason add_post.reason
            rename_organisation.reason stop_organisation.reason restore_organisation.reason
            add_court_area.reason end_court_area.reason take_category.reason leave_category.reason
            add_category.reason change_category.reason end_category.reason restore_category.reason
            change_length.reason change_length.rule change_setting.given change_setting.name
            change_setting.reason propose_recount.why drop_regional_holiday.name
            drop_regional_holiday.region_code RegionalHoliday.name RegionalHoliday.region_code
            enter_seal.organisation enter_seal.password note_court_approval.paper issue_paper.kind
            preview_beside_step.kind preview_paper.kind reveal_party.field save_draft.kind save_draft.subject
            StepCommand.step
            make_signing_link.send_address make_signing_link.token ask_for_paper.browser ask_for_paper.token
            note_guess.address prove_phone.address prove_phone.browser prove_phone.code prove_phone.token
            prove_phone.typed read_by_phone.browser read_by_phone.token send_signing_code.address
            send_signing_code.channel send_signing_code.token sign_by_phone.address sign_by_phone.browser
            sign_by_phone.drawing sign_by_phone.form_key sign_by_phone.token sign_on_screen.address
            sign_on_screen.drawing sign_on_screen.form_key prove_reader.address prove_reader.browser prove_reader.code
            prove_reader.typed read_as_party.browser read_as_party.code send_reading_code.address
            send_reading_code.channel send_reading_code.code send_reading_code.phone
            CheckGiven.article CheckGiven.but CheckGiven.category_code CheckGiven.mend CheckGiven.said CheckGiven.words
            CourtCaseGiven.court_number HearingHeld.clerk_name HearingHeld.place RegimeGiven.paper SentTable.digest
            SentTable.file_name SentTable.heads SentTable.rows note_export.region_code note_export.what
            close_period.named close_period.reason close_period.region_code close_period.seen
            correct_closing.reason correct_closing.seen
            Leaving.about Leaving.digest Leaving.media_type Leaving.title Message.params Message.text Told.sha256
            Envelope.seen keep_messages.name note_looked.name note_refused.name register_peer.card register_peer.typed
            CampaignGiven.category_codes CampaignGiven.instructions CampaignGiven.region_code CampaignGiven.title
            FoundDispute.category_code WordGiven.text WordGiven.unless
            report_period.named save_bulletin.named save_bulletin.region_code save_bulletin.text ask_what_if.region_code
            SubsidyRuleGiven.paper draft_subsidy_rule.region_code start_subsidy_rule.reason
            draw_up_claim.named draw_up_claim.region_code draw_sample.reason approve_claim.reason correct_claim.reason
            ItemGiven.indicator draft_scheme.region_code start_scheme.reason
            """,
        ),
    )
)
"""By class or use case and field. A sitting's own words are APART when it is held apart, else the committee's."""

REASONS: Mapping[str, Reach] = dict(
    (
        *_each(
            Reach.COURT,
            """
            dispute:terminate dispute:withdraw dispute:go_to_court dispute:go_to_trial
            dispute:go_to_arbitration dispute:go_to_land_arbitration dispute:go_to_government dispute:take_to_trial
            dispute:take_delegation_back
            """,
        ),
        *_each(
            Reach.PARTIES,
            "dispute:refuse dispute:send_elsewhere dispute:suspend dispute:resume dispute:extend",
        ),
        *_each(
            Reach.ASKED,
            "dispute:offer dispute:dispatch dispute:guide dispute:delegate dispute:entrust",
        ),
    )
)
"""How far the reason of a step reaches, where that is farther than of its matter; printed on papers or letters."""
REASONS_OF: Mapping[str, Reach] = {
    "dispute": Reach.COMMITTEE,
    "performance": Reach.COMMITTEE,
    "meeting": Reach.COMMITTEE,
    "hand_over": Reach.ASKED,
    "referral": Reach.ASKED,
    "joint": Reach.ASKED,
    "call_up": Reach.ASKED,
    "order": Reach.ASKED,
    "filing": Reach.COURT,
    "fee": Reach.COURT,
    "grievance": Reach.COURT,
    "confirmation": Reach.COURT,
}
"""How far reasons reach that are typed with the steps of each kind of matter."""


def reach_of_reason(tag: str) -> Reach:
    """Of the reason typed with the step of that tag, and of why it was entered late."""
    return REASONS.get(tag, REASONS_OF[tag.partition(":")[0]])


def outward(given: Given) -> Mapping[str, str]:
    """By field, what of it goes to a court."""
    name = type(given).__name__
    return {
        one.name: text
        for one in fields(given)
        if TEXTS.get(f"{name}.{one.name}") is Reach.COURT
        and isinstance(text := getattr(given, one.name), str)
        and text.strip()
    }
