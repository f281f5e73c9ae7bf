//! The functions of an account in one region, and their aliases.

use super::service::LambdaApi;
use crate::error::Result;
use crate::outside::aws_call::{Call, explain};
use crate::outside::function_reference::FunctionReference;

/// The most functions that ListFunctions returns at once.
///
/// Source: Lambda API reference, ListFunctions, `MaxItems`.
const PAGE_SIZE: i32 = 50;

/// A function of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFunction {
    /// Its name.
    pub name: String,
    /// Its ARN, without a qualifier.
    pub arn: String,
    /// Such as `nodejs22.x`; absent for images.
    pub runtime: Option<String>,
    /// When code or configuration last changed, ISO 8601.
    pub last_modified: Option<String>,
}

/// An alias of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAlias {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The version behind it.
    pub version: String,
}

impl LambdaApi {
    /// Every function of the account in the region, all pages.
    ///
    /// # Errors
    ///
    /// Credentials: none, expired, denied. Outside: throttled to the end, the network.
    pub async fn functions(&self) -> Result<Vec<ListedFunction>> {
        let mut pages = self.client.list_functions().into_paginator().page_size(PAGE_SIZE).items().send();
        let mut listed = Vec::new();
        while let Some(function) = pages.next().await {
            let call = self.list_call("ListFunctions", "lambda:ListFunctions", "*");
            let function = function.map_err(|error| explain(&error, &call, &self.destination))?;
            listed.push(ListedFunction {
                name: function.function_name.unwrap_or_default(),
                arn: function.function_arn.unwrap_or_default(),
                runtime: function.runtime.map(|runtime| runtime.as_str().to_owned()),
                last_modified: function.last_modified,
            });
        }
        Ok(listed)
    }

    /// Every alias of a function, all pages.
    ///
    /// # Errors
    ///
    /// Usage: a malformed target. Credentials: none, expired, denied. Outside: no such function, throttled to the end,
    /// the network.
    pub async fn aliases(&self, target: &str) -> Result<Vec<ListedAlias>> {
        let function = FunctionReference::parse(target)?;
        let mut pages = self
            .client
            .list_aliases()
            .function_name(&function.function_name)
            .into_paginator()
            .page_size(PAGE_SIZE)
            .items()
            .send();
        let mut listed = Vec::new();
        while let Some(alias) = pages.next().await {
            let call = self.list_call("ListAliases", "lambda:ListAliases", target);
            let alias = alias.map_err(|error| explain(&error, &call, &self.destination))?;
            listed.push(ListedAlias {
                name: alias.name.unwrap_or_default(),
                arn: alias.alias_arn.unwrap_or_default(),
                version: alias.function_version.unwrap_or_default(),
            });
        }
        Ok(listed)
    }

    fn list_call(&self, operation: &'static str, action: &'static str, resource: &str) -> Call {
        Call { operation, action, resource: resource.to_owned(), sends_secrets: false, timeout: self.network_timeout() }
    }
}
