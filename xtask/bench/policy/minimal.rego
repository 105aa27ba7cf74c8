# What `fixtures/policies/minimal/policy.yml` asks of a release to production, of records that somebody else has verified.
# Times are seconds since 1970, signers are principals: reading, signatures, keys and anchors are not asked about here.
package minimal

import rego.v1

default allow := false

week := 604800

year := 31536000

known(name) := person.id if {
	some person in input.roster
	person.id == name
}

known(name) := person.id if {
	some person in input.roster
	name in person.aliases
}

holds(who, role, at) if {
	some person in input.roster
	person.id == who
	person.person
	some held in person.roles
	held.role == role
	held.from <= at
}

releases := [record |
	some record in input.records
	record.kind == "release"
	record.predicate.service == input.question.service
	record.predicate.version == input.question.version
]

release := releases[0]

bound if {
	count({record.subjects | some record in releases}) == 1
	some signer in release.signers
	some automation in input.roster
	automation.id == signer
	some held in automation.roles
	held.role == "builder"
	every artefact in input.question.artefacts {
		artefact in release.subjects
	}
}

authors := {known(name) | some name in release.predicate.authors}

deployer := known(input.question.deployer)

revoked contains id if {
	some record in input.records
	record.kind == "revocation"
	some id in record.predicate.records
}

decided contains [record.predicate.decision, who] if {
	some record in input.records
	record.kind == "approval"
	record.predicate.role == "approver"
	record.predicate.release == release.id
	input.question.environment in record.predicate.environments
	every artefact in input.question.artefacts {
		artefact in record.subjects
	}
	at := record.predicate.signedAt
	at >= release.predicate.requestedAt
	at <= input.question.now
	input.question.now - at < week
	not record.id in revoked
	some who in record.signers
	holds(who, "approver", at)
	holds(who, "approver", input.question.now)
}

approved contains who if {
	some who
	decided[["approved", who]]
	not who in authors
}

rejected if {
	some who
	decided[["rejected", who]]
}

separated if {
	not deployer in authors
	known(release.predicate.builder) != deployer
	every reviewer in release.predicate.reviewers {
		not known(reviewer.who) in authors
	}
}

reviewed if input.question.now - input.policy.reviewedAt < year

allow if {
	bound
	count(approved) >= 1
	not rejected
	separated
	reviewed
	not release.id in revoked
}
