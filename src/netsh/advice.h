/*
 * What a person can do about a profile that was refused. The rules of profiles need an XML parser, which with the libraries below
 * it doubles the time in which the program starts; so they stand in a module of their own, netsh-advice.so, that is loaded when
 * there is something to explain.
 */
#pragma once

/**
 * advice_for_profile() - which element breaks which rule, and how to mend it
 * @xml: the document as it was given, UTF-8
 *
 * The service says a number; the rules are known here too. A document that is valid here was refused for something that only the
 * service knows.
 * Return: a sentence without the key, the caller frees; NULL if there is nothing to say, or no memory.
 */
char *advice_for_profile(const char *xml);
