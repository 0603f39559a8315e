//! A language file of a base over the one beneath it: what it says counts, what it leaves out stays as it was.

use super::language::{Detail, Directions, Emergency, Follow, Joints, LanguageFile, Personal, Smalltalk, Starter};
use super::localized::Localized;
use super::signs::Signs;

impl LanguageFile {
    /// What this file says, over what lies beneath.
    pub(super) fn over(self, beneath: LanguageFile) -> LanguageFile {
        let ages = self.ages.into_iter().zip(beneath.ages).map(|(own, below)| or(own, below)).collect::<Vec<_>>();
        LanguageFile {
            phrases: self.phrases.over(beneath.phrases),
            months: or(self.months, beneath.months),
            ages: ages.try_into().unwrap_or_default(),
            smalltalk: by_id(self.smalltalk, beneath.smalltalk, |one| one.id.clone(), smalltalk),
            stop: or(self.stop, beneath.stop),
            slang: by_id(self.slang, beneath.slang, |(word, _)| word.clone(), |own, _| own),
            emergencies: by_id(self.emergencies, beneath.emergencies, |one| one.id.clone(), emergency),
            follow: follow(self.follow, beneath.follow),
            joints: joints(self.joints, beneath.joints),
            personal: personal(self.personal, beneath.personal),
            details: by_id(self.details, beneath.details, |one| one.id.clone(), detail),
            starter: starter(self.starter, beneath.starter),
            directions: directions(self.directions, beneath.directions),
            tongues: each(self.tongues, beneath.tongues),
            called: each(self.called, beneath.called),
        }
    }
}

/// The own list where there is one.
fn or<T>(own: Vec<T>, beneath: Vec<T>) -> Vec<T> {
    if own.is_empty() { beneath } else { own }
}

fn each(own: Localized<String>, mut beneath: Localized<String>) -> Localized<String> {
    own.iter().for_each(|(lang, text)| drop(beneath.set(lang, text.clone())));
    beneath
}

fn or_text(own: String, beneath: String) -> String {
    if own.is_empty() { beneath } else { own }
}

fn or_signs(own: Signs, beneath: Signs) -> Signs {
    if own == Signs::default() { beneath } else { own }
}

/// What lies beneath, in its order, with what is said of the same id laid over; what is new follows.
fn by_id<T>(own: Vec<T>, beneath: Vec<T>, id: impl Fn(&T) -> String, over: impl Fn(T, T) -> T) -> Vec<T> {
    let mut all: Vec<Option<T>> = beneath.into_iter().map(Some).collect();
    for one in own {
        let place = all.iter().position(|other| other.as_ref().is_some_and(|other| id(other) == id(&one)));
        match place {
            Some(at) => all[at] = all[at].take().map(|below| over(one, below)),
            None => all.push(Some(one)),
        }
    }
    all.into_iter().flatten().collect()
}

fn smalltalk(own: Smalltalk, beneath: Smalltalk) -> Smalltalk {
    Smalltalk {
        ask: or(own.ask, beneath.ask),
        not: or(own.not, beneath.not),
        private: own.private || beneath.private,
        reply: or_text(own.reply, beneath.reply),
        beside: or_text(own.beside, beneath.beside),
        ..own
    }
}

fn emergency(own: Emergency, beneath: Emergency) -> Emergency {
    Emergency {
        examples: or(own.examples, beneath.examples),
        not: or(own.not, beneath.not),
        signs: or_signs(own.signs, beneath.signs),
        advice: or_text(own.advice, beneath.advice),
        ..own
    }
}

fn detail(own: Detail, beneath: Detail) -> Detail {
    Detail {
        title: or_text(own.title, beneath.title),
        ask: or_signs(own.ask, beneath.ask),
        leaning: or_signs(own.leaning, beneath.leaning),
        signs: or_signs(own.signs, beneath.signs),
        tells: or_signs(own.tells, beneath.tells),
        ..own
    }
}

fn follow(own: Follow, beneath: Follow) -> Follow {
    Follow {
        wrong: or_signs(own.wrong, beneath.wrong),
        meant: or_signs(own.meant, beneath.meant),
        lead: or_signs(own.lead, beneath.lead),
        pointer: or_signs(own.pointer, beneath.pointer),
        last_pointer: or_signs(own.last_pointer, beneath.last_pointer),
        firm: or_signs(own.firm, beneath.firm),
        last: or_signs(own.last, beneath.last),
        deny: or_signs(own.deny, beneath.deny),
        deny_end: or_signs(own.deny_end, beneath.deny_end),
        rather: or_signs(own.rather, beneath.rather),
        one: or_signs(own.one, beneath.one),
        person: or_signs(own.person, beneath.person),
        speaker: or_signs(own.speaker, beneath.speaker),
        first: or_signs(own.first, beneath.first),
        third: or_signs(own.third, beneath.third),
        heard: or_signs(own.heard, beneath.heard),
        admits: or_signs(own.admits, beneath.admits),
        pick: or_signs(own.pick, beneath.pick),
        ordinals: or(own.ordinals, beneath.ordinals),
    }
}

fn directions(own: Directions, beneath: Directions) -> Directions {
    Directions {
        before: or_signs(own.before, beneath.before),
        after: or_signs(own.after, beneath.after),
        leaving: or_signs(own.leaving, beneath.leaving),
        passing: or_signs(own.passing, beneath.passing),
        toward: or_signs(own.toward, beneath.toward),
        people: or_signs(own.people, beneath.people),
        nationals: or_signs(own.nationals, beneath.nationals),
    }
}

fn joints(own: Joints, beneath: Joints) -> Joints {
    Joints {
        joining: or_signs(own.joining, beneath.joining),
        bound: or_signs(own.bound, beneath.bound),
        asking: or_signs(own.asking, beneath.asking),
    }
}

fn starter(own: Starter, beneath: Starter) -> Starter {
    Starter {
        base: or_text(own.base, beneath.base),
        theme: or_text(own.theme, beneath.theme),
        sheet: or_text(own.sheet, beneath.sheet),
        script: or_text(own.script, beneath.script),
    }
}

fn personal(own: Personal, beneath: Personal) -> Personal {
    Personal {
        named: or_signs(own.named, beneath.named),
        numerals: or_signs(own.numerals, beneath.numerals),
        at: or_signs(own.at, beneath.at),
        dot: or_signs(own.dot, beneath.dot),
    }
}
