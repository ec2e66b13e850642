package main

import "testing"

// An assistant in a closing block is not who signs.
func TestAssistantInClosing(t *testing.T) {
	apartIn(t, "a.eml", "From: Ida Roth <ida.roth@kanzlei-roth.de>\nTo: Odo Quill <odo@own.example>\nSubject: x\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n\nok\n\nBest regards\nIda Roth\nKanzlei Roth GmbH\nTel +49 30 23125 123\nAssistant: Greta Zwengel, greta.zwengel@kanzlei-roth.de, +49 30 23125 199\n",
		"person", "Ida Roth|greta.zwengel@kanzlei-roth.de", "Ida Roth|+493023125199")
}

// What a letter says of whom it is to is not of who signs it.
func TestLetterIsNotOfItsSigner(t *testing.T) {
	const letter = "Sehr geehrte Frau Adelheid Zouche,\nIhre Versichertennummer A123456780, geb. 12.03.1952.\nIhre IBAN: " + ibanA + "\nMit freundlichen Grüßen\nNerys Cadwallader\nTarnwick Systems GmbH\n"
	apartIn(t, "brief.txt", letter, "person", "Nerys Cadwallader|"+ibanA)
	apartIn(t, "brief.txt", letter, "entity", "Tarnwick Systems GmbH|"+ibanA)
}
