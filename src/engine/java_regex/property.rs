//! `\p{..}`: the families of characters that Java knows, and how it spells them.
//!
//! The names of general categories, POSIX classes and `java..` methods are complete, so that an unknown one is refused. Scripts
//! and blocks are the ones that people write; the others are not judged.

use super::charset::CharSet;
use super::error::PatternError;
use super::parse::{Parsed, Parser};

/// General categories that Java and Unicode's tables spell the same.
const CATEGORIES: &[&str] = &[
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Pd",
    "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf", "L", "M", "N", "Z", "C", "P", "S", "LC",
];

/// Scripts with a name of one word, and their codes; Java takes both in any case.
const SCRIPTS: &[&str] = &[
    "arabic",
    "arab",
    "armenian",
    "armn",
    "bengali",
    "beng",
    "common",
    "zyyy",
    "cyrillic",
    "cyrl",
    "devanagari",
    "deva",
    "ethiopic",
    "ethi",
    "georgian",
    "geor",
    "greek",
    "grek",
    "gujarati",
    "gujr",
    "han",
    "hani",
    "hangul",
    "hang",
    "hebrew",
    "hebr",
    "hiragana",
    "hira",
    "inherited",
    "zinh",
    "kannada",
    "knda",
    "katakana",
    "kana",
    "khmer",
    "khmr",
    "lao",
    "laoo",
    "latin",
    "latn",
    "malayalam",
    "mlym",
    "mongolian",
    "mong",
    "myanmar",
    "mymr",
    "sinhala",
    "sinh",
    "tamil",
    "taml",
    "telugu",
    "telu",
    "thai",
    "tibetan",
    "tibt",
];

/// Blocks by Java's spelling without blanks, in lower case.
const BLOCKS: &[(&str, char, char)] = &[
    ("basiclatin", '\0', '\u{7f}'),
    ("latin-1supplement", '\u{80}', '\u{ff}'),
    ("latinextended-a", '\u{100}', '\u{17f}'),
    ("latinextended-b", '\u{180}', '\u{24f}'),
    ("greek", '\u{370}', '\u{3ff}'),
    ("greekandcoptic", '\u{370}', '\u{3ff}'),
    ("cyrillic", '\u{400}', '\u{4ff}'),
    ("armenian", '\u{530}', '\u{58f}'),
    ("hebrew", '\u{590}', '\u{5ff}'),
    ("arabic", '\u{600}', '\u{6ff}'),
    ("devanagari", '\u{900}', '\u{97f}'),
    ("thai", '\u{e00}', '\u{e7f}'),
    ("generalpunctuation", '\u{2000}', '\u{206f}'),
    ("hiragana", '\u{3040}', '\u{309f}'),
    ("katakana", '\u{30a0}', '\u{30ff}'),
    ("cjkunifiedideographs", '\u{4e00}', '\u{9fff}'),
    ("hangulsyllables", '\u{ac00}', '\u{d7af}'),
];

impl Parser {
    /// `\pX`, `\p{..}` and their complements, from the backslash on.
    pub(super) fn family(&mut self, negated: bool) -> Parsed<CharSet> {
        let start = self.offset();
        self.at += 2;
        self.no_blank_inside("a family of characters")?;
        let mut name = String::new();
        let braces = self.raw() == Some('{');
        if braces {
            self.at += 1;
        }
        while let Some(c) = self.raw().filter(|c| !braces || *c != '}') {
            name.push(c);
            self.at += 1;
            if !braces {
                break;
            }
        }
        if braces {
            if self.raw().is_none() {
                return Err(PatternError::refused("a family of characters is not closed with `}`", start));
            }
            self.at += 1;
        }
        Ok(self.family_named(&name, start)?.negated_if(negated))
    }

    fn family_named(&mut self, name: &str, start: usize) -> Parsed<CharSet> {
        let unknown = || PatternError::refused(format!("Java knows no characters named `{name}`"), start);
        let found = if let Some((key, value)) = name.split_once('=') {
            match key.to_ascii_lowercase().as_str() {
                "sc" | "script" => Some(self.script(value)?),
                "blk" | "block" => Some(self.block(value)?),
                "gc" | "general_category" => self.property(value),
                _ => None,
            }
        } else if let Some(block) = name.strip_prefix("In") {
            Some(self.block(block)?)
        } else if let Some(short) = name.strip_prefix("Is") {
            let upper = short.to_uppercase();
            match self.binary(&upper).or_else(|| self.posix(&upper)).or_else(|| self.property(short)) {
                Some(set) => Some(set),
                None => Some(self.script(short)?),
            }
        } else {
            let posix = if self.flags.unicode_classes { self.posix(&name.to_uppercase()) } else { None };
            posix.or_else(|| self.property(name))
        };
        if found.is_none() && matches!(name, "Cs" | "javaMirrored")
            || name.contains("Identifier") && name.starts_with("java")
        {
            return Err(PatternError::not_judged(format!("the family `{name}` is not supported")));
        }
        found.ok_or_else(unknown)
    }

    /// A table of Unicode, which is a newer version here than in JDK 17.
    pub(super) fn table(&mut self, name: &str) -> CharSet {
        self.caveats.tables = true;
        CharSet::table(name).unwrap_or_else(CharSet::empty)
    }

    /// `\w` under `(?U)`.
    pub(super) fn word(&mut self) -> CharSet {
        let base = self.table("Alphabetic").or(&self.table("M")).or(&self.table("Nd")).or(&self.table("Pc"));
        base.or(&CharSet::range('\u{200c}', '\u{200d}'))
    }

    /// Upper, lower and title case together: what each of them means when case is ignored.
    fn cased(&mut self, name: &str) -> CharSet {
        if self.flags.ignore_case {
            self.table("Lowercase").or(&self.table("Uppercase")).or(&self.table("Lt"))
        } else {
            self.table(name)
        }
    }

    fn script(&mut self, name: &str) -> Parsed<CharSet> {
        if SCRIPTS.contains(&name.to_ascii_lowercase().as_str()) {
            return Ok(self.table(&format!("Script={name}")));
        }
        Err(PatternError::not_judged(format!("whether Java knows the script `{name}` is not known here")))
    }

    fn block(&mut self, name: &str) -> Parsed<CharSet> {
        let lower = name.to_ascii_lowercase();
        let found = BLOCKS.iter().find(|(known, _, _)| *known == lower);
        match found {
            Some((_, first, last)) => Ok(CharSet::range(*first, *last)),
            None => Err(PatternError::not_judged(format!("whether Java knows the block `{name}` is not known here"))),
        }
    }

    /// The POSIX names in their Unicode reading; `upper` is the name in upper case.
    fn posix(&mut self, upper: &str) -> Option<CharSet> {
        Some(match upper {
            "ALPHA" => self.table("Alphabetic"),
            "LOWER" => self.cased("Lowercase"),
            "UPPER" => self.cased("Uppercase"),
            "SPACE" => self.table("White_Space"),
            "PUNCT" => self.table("P"),
            "XDIGIT" => self.hex_digits_of_unicode(),
            "ALNUM" => self.table("Alphabetic").or(&self.table("Nd")),
            "CNTRL" => self.table("Cc"),
            "DIGIT" => self.table("Nd"),
            "BLANK" => self.table("Zs").or(&CharSet::of(&['\t'])),
            "GRAPH" => self.graph(),
            "PRINT" => self.graph().or(&self.table("Zs")),
            _ => return None,
        })
    }

    fn graph(&mut self) -> CharSet {
        self.table("Z").or(&self.table("Cc")).or(&self.table("Cn")).negated()
    }

    fn hex_digits_of_unicode(&mut self) -> CharSet {
        self.table("Nd").or(&self.table("Hex_Digit"))
    }

    /// The binary properties after `Is`; `upper` is the name in upper case.
    fn binary(&mut self, upper: &str) -> Option<CharSet> {
        Some(match upper {
            "ALPHABETIC" => self.table("Alphabetic"),
            "ASSIGNED" => self.table("Cn").negated(),
            "CONTROL" => self.table("Cc"),
            "HEXDIGIT" | "HEX_DIGIT" => self.hex_digits_of_unicode(),
            "IDEOGRAPHIC" => self.table("Ideographic"),
            "JOINCONTROL" | "JOIN_CONTROL" => CharSet::range('\u{200c}', '\u{200d}'),
            "LETTER" => self.table("L"),
            "LOWERCASE" => self.cased("Lowercase"),
            "UPPERCASE" => self.cased("Uppercase"),
            "TITLECASE" => self.cased("Lt"),
            "NONCHARACTERCODEPOINT" | "NONCHARACTER_CODE_POINT" => self.table("Noncharacter_Code_Point"),
            "PUNCTUATION" => self.table("P"),
            "WHITESPACE" | "WHITE_SPACE" => self.table("White_Space"),
            "WORD" => self.word(),
            _ => return None,
        })
    }

    /// General categories, POSIX names (ASCII) and the methods of `java.lang.Character`; these names have exact case.
    fn property(&mut self, name: &str) -> Option<CharSet> {
        if CATEGORIES.contains(&name) {
            return Some(match name {
                "Lu" | "Ll" | "Lt" if self.flags.ignore_case => self.table("LC"),
                _ => self.table(name),
            });
        }
        ascii_class(name, self.flags.ignore_case).or_else(|| self.java_method(name))
    }

    fn java_method(&mut self, name: &str) -> Option<CharSet> {
        Some(match name {
            "LD" | "javaLetterOrDigit" => self.table("L").or(&self.table("Nd")),
            "L1" => CharSet::range('\0', '\u{ff}'),
            "all" => CharSet::all(),
            "javaLowerCase" => self.cased("Lowercase"),
            "javaUpperCase" => self.cased("Uppercase"),
            "javaTitleCase" => self.cased("Lt"),
            "javaAlphabetic" => self.table("Alphabetic"),
            "javaIdeographic" => self.table("Ideographic"),
            "javaDigit" => self.table("Nd"),
            "javaDefined" => self.table("Cn").negated(),
            "javaLetter" => self.table("L"),
            "javaSpaceChar" => self.table("Z"),
            "javaWhitespace" => {
                let breaking = self.table("Z").minus(&CharSet::of(&['\u{a0}', '\u{2007}', '\u{202f}']));
                breaking.or(&CharSet::ranges(&[('\t', '\r'), ('\x1c', '\x1f')]))
            }
            "javaISOControl" => self.table("Cc"),
            _ => return None,
        })
    }
}

fn ascii_class(name: &str, ignore_case: bool) -> Option<CharSet> {
    let pairs: &[(char, char)] = match name {
        "ASCII" => &[('\0', '\x7f')],
        "Alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "Alpha" => &[('A', 'Z'), ('a', 'z')],
        "Lower" | "Upper" if ignore_case => &[('A', 'Z'), ('a', 'z')],
        "Lower" => &[('a', 'z')],
        "Upper" => &[('A', 'Z')],
        "Blank" => &[('\t', '\t'), (' ', ' ')],
        "Cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "Digit" => &[('0', '9')],
        "Graph" => &[('!', '~')],
        "Print" => &[(' ', '~')],
        "Punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "Space" => &[('\t', '\r'), (' ', ' ')],
        "XDigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    };
    Some(CharSet::ranges(pairs))
}
