//! Refusals as programs read them: RFC 9457, with our stable code and both sentences. Every
//! refusal on these paths is one, the guard's too.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::run::Told;
use crate::control::wire::Meaning;
use crate::control::{Failed, Short};
use crate::text::api::{self as t, Refused};
use crate::text::{Fault, Say};
use crate::web::fault;
use crate::web::view::Lang;

pub const KIND: &str = "application/problem+json";
/// Seconds after which it is worth asking again.
const SOON: &str = "1";

/// Why a request came to nothing, before anybody knows in which language it is told.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: String,
    say: Say,
    approval: Option<Box<str>>,
    allow: Option<Box<str>>,
}

/// Problem details of RFC 9457.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Details {
    /// Stable, by code: `/api/kode/REQ-01`.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    /// In the language of Accept-Language; Indonesian without one.
    detail: String,
    /// Stable.
    code: String,
    id: String,
    en: String,
    /// The command waits for a second person under this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<Box<str>>,
}

/// The one place where a meaning becomes a status.
pub fn status(meaning: Meaning) -> StatusCode {
    match meaning {
        Meaning::Usage => StatusCode::UNPROCESSABLE_ENTITY,
        Meaning::Refused | Meaning::NeedsPerson => StatusCode::CONFLICT,
        Meaning::Source => StatusCode::BAD_GATEWAY,
        Meaning::Device | Meaning::NoDaemon | Meaning::Books => StatusCode::SERVICE_UNAVAILABLE,
        Meaning::Failure | Meaning::Doctor => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Problem {
    pub fn of(failed: Failed) -> Self {
        let Failed { code, id, en, meaning, .. } = failed;
        Self::new(status(meaning), Fault { code, say: Say { id, en } })
    }

    pub fn short(short: Short) -> Self {
        match short {
            Short::Failed(failed) => Self::of(failed),
            Short::Asked(asks) => Self {
                status: StatusCode::ACCEPTED,
                approval: Some(asks.approval.as_str().into()),
                ..Self::of(asks.why)
            },
        }
    }

    pub fn new(status: StatusCode, Fault { code, say }: Fault) -> Self {
        Self { status, code, say, approval: None, allow: None }
    }

    /// A wrong name or PIN, or a locked name.
    pub fn sign_in(failed: Failed) -> Self {
        let problem = Self::of(failed);
        match problem.status {
            StatusCode::CONFLICT => Self { status: StatusCode::UNAUTHORIZED, ..problem },
            _ => problem,
        }
    }

    pub fn conflict(fault: Fault) -> Self {
        Self::new(StatusCode::CONFLICT, fault)
    }

    /// The thread that had it in hand is gone.
    pub fn odd() -> Self {
        Self::of(fault::odd())
    }

    pub fn refused(why: Refused) -> Self {
        let status = match why {
            Refused::SignInNeeded => StatusCode::UNAUTHORIZED,
            Refused::OtherRole | Refused::NoToken | Refused::ForeignPage => StatusCode::FORBIDDEN,
            Refused::NoSuchPath | Refused::NoSuchCard => StatusCode::NOT_FOUND,
            Refused::OtherMethod => StatusCode::METHOD_NOT_ALLOWED,
            Refused::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refused::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refused::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Refused::CutOff | Refused::NoKey => StatusCode::BAD_REQUEST,
            Refused::AtWork => StatusCode::CONFLICT,
            Refused::OtherBody => StatusCode::UNPROCESSABLE_ENTITY,
            Refused::TooManyAtWork | Refused::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
            Refused::OtherHost => StatusCode::MISDIRECTED_REQUEST,
        };
        Self::new(status, t::refused(why))
    }

    pub fn other_method(allow: String) -> Self {
        Self { allow: Some(allow.into()), ..Self::refused(Refused::OtherMethod) }
    }

    fn details(self, lang: Lang) -> Details {
        let status = self.status.as_u16();
        let title = t::title(status);
        let (title, detail) = match lang {
            Lang::Id => (title.id, &self.say.id),
            Lang::En => (title.en, &self.say.en),
        };
        Details {
            kind: format!("{}{}", super::code::PATH, self.code),
            title: title.to_owned(),
            status,
            detail: detail.clone(),
            code: self.code,
            id: self.say.id,
            en: self.say.en,
            approval: self.approval,
        }
    }

    pub fn told(self, lang: Lang) -> Told {
        let status = self.status;
        Told::json(status, KIND, &self.details(lang))
    }

    pub fn response(mut self, lang: Lang) -> Response {
        let (status, allow) = (self.status, self.allow.take());
        let again = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];
        let again = again.contains(&status) || self.code == t::refused(Refused::AtWork).code;
        let mut response = self.told(lang).into_response();
        let headers = response.headers_mut();
        if let Some(allow) = allow.and_then(|allow| HeaderValue::from_str(&allow).ok()) {
            headers.insert(header::ALLOW, allow);
        }
        if again {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(SOON));
        }
        if status == StatusCode::UNAUTHORIZED {
            let way = HeaderValue::from_static("Cookie realm=\"cetakd\"");
            headers.insert(header::WWW_AUTHENTICATE, way);
        }
        let language = match lang {
            Lang::Id => "id",
            Lang::En => "en",
        };
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_refusal_of_ours_is_a_failure_of_ours() {
        use Refused as R;
        let all = [
            R::SignInNeeded,
            R::OtherRole,
            R::NoToken,
            R::ForeignPage,
            R::NoSuchPath,
            R::OtherMethod,
            R::NotJson,
            R::TooLarge,
            R::TooSlow,
            R::CutOff,
            R::NoKey,
            R::AtWork,
            R::OtherBody,
            R::TooManyAtWork,
            R::OtherHost,
            R::NoSuchCard,
            R::TooManyTries,
        ];
        let mut codes = std::collections::BTreeSet::new();
        for why in all {
            let problem = Problem::refused(why);
            assert!(problem.status.is_client_error(), "{why:?}");
            assert_ne!(problem.say.id, problem.say.en, "{why:?}");
            assert!(codes.insert(problem.code), "{why:?}");
            // Its class has words of its own.
            assert_ne!(t::title(problem.status.as_u16()), t::title(500), "{why:?}");
        }
        assert!(status(Meaning::Usage).is_client_error());
        assert!(status(Meaning::Refused).is_client_error());
    }
}
